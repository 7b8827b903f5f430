using DeepOptDistill.Core.Features;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Hints from a network in libtorch that answers each image once: the first view's features serve every view.</summary>
internal sealed class MadeFeatures : IFeatures
{
    private readonly float[][] rows;

    public MadeFeatures(Network teacher, int layers, SampleSet images, string tap, TapActivation? activation = null)
    {
        var shape = teacher.Layers[layers - 1].Output;
        Tensors = [new FeatureTensor(tap, "tensor", shape.Sizes) { Activation = activation ?? TapActivation.None }];
        rows = [.. Enumerable.Range(0, images.Count).Select(i => Row(teacher, layers, images, i))];
    }

    public IReadOnlyList<FeatureTensor> Tensors { get; }

    public int Threads => 0;

    public int Opened { get; private set; }

    public IFeatureSource Open(IReadOnlyList<string> taps)
    {
        Assert.Equal([Tensors[0].Tap], taps);
        Opened++;
        return new Source(rows);
    }

    private static float[] Row(Network teacher, int layers, SampleSet images, int index)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        teacher.Eval();
        return teacher
            .Upto(layers, Predictor.Pixels(images, new PixelTable(teacher.Spec.Input), index, 1))
            .contiguous()
            .data<float>()
            .ToArray();
    }

    private sealed class Source(float[][] rows) : IFeatureSource
    {
        public void Read(int view, ReadOnlySpan<int> samples, IReadOnlyList<Memory<float>> features)
        {
            for (var i = 0; i < samples.Length; i++)
                rows[samples[i]].CopyTo(features[0].Span[(i * rows[0].Length)..]);
        }

        public void Dispose() { }
    }
}
