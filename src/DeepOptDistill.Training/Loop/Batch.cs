using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Loop;

/// <summary>Tensors of one batch, filled again and again. Pixels live as N×H×W×C memory behind an N×C×H×W view: channels-last.</summary>
internal sealed class Batch : IDisposable
{
    private readonly List<Tensor> owned = [];
    private readonly Tensor memory;
    private readonly Tensor labels;
    private readonly Tensor partners;
    private readonly Tensor shares;
    private readonly IReadOnlyDictionary<TargetKey, Tensor> targets;
    private readonly IReadOnlyDictionary<string, Tensor> hints;
    private readonly Tensor? teacherLogits;
    private readonly Tensor? truths;

    public Batch(int size, SampleShape shape, int classes, BatchContent content, TaskKind task = TaskKind.Classes)
    {
        using var scope = NewDisposeScope();
        memory = Own(zeros(size, shape.Height, shape.Width, shape.Channels));
        Pixels = Own(memory.permute(0, 3, 1, 2));
        labels = Own(zeros(size, ScalarType.Int64));
        Labels = new int[size];
        partners = Own(zeros(size, ScalarType.Int64));
        shares = Own(ones(size));
        Empty = Own(zeros(size, 0));
        targets = content.Courses.ToDictionary(course => course.Key, _ => Own(zeros(size, classes)));
        teacherLogits = content.HasTeacherLogits ? Own(zeros(size, classes)) : null;
        truths = task == TaskKind.Classes ? null : Own(zeros(size, classes));
        hints = content.Hints.ToDictionary(hint => hint.Tap, hint => Own(zeros([size, .. hint.Sizes.Select(s => (long)s)])));
        HintMemory = [.. content.Hints.Select(hint => new TensorMemory(hints[hint.Tap]).Memory)];
    }

    public Tensor Pixels { get; }

    /// <summary>The heavier label of each sample; −1 for one without.</summary>
    public int[] Labels { get; }

    public Span<float> PixelMemory => Floats(memory);

    public Span<long> LabelMemory => MemoryMarshal.Cast<byte, long>(labels.bytes);

    /// <summary>Labels of the images that were mixed in.</summary>
    public Span<long> PartnerMemory => MemoryMarshal.Cast<byte, long>(partners.bytes);

    /// <summary>Share of each sample's own image.</summary>
    public Span<float> ShareMemory => Floats(shares);

    /// <summary>Labels or values of each sample.</summary>
    public Span<float> TruthMemory => Floats(truths!);

    public Span<float> TeacherLogitMemory => Floats(teacherLogits!);

    /// <summary>Where hints are read into, in the order of the batch's content.</summary>
    public IReadOnlyList<Memory<float>> HintMemory { get; }

    private Tensor Empty { get; }

    public Span<float> TargetMemory(TargetKey key) => Floats(targets[key]);

    /// <summary>What losses may see before the student has answered.</summary>
    /// <param name="mixes">Whether images are mixed.</param>
    /// <param name="partly">Whether some images have no label.</param>
    /// <param name="scales">Spread of logits and values.</param>
    public LossInput Input(bool mixes, bool partly, Scales scales) =>
        new(Empty, labels, targets)
        {
            Truths = truths,
            ValueDeviations = scales.Values,
            TeacherLogits = teacherLogits,
            LogitDeviations = scales.Logits,
            IsPartlyLabelled = partly,
            Hints = hints,
            Mixed = mixes ? (partners, shares) : null,
        };

    public void Dispose()
    {
        foreach (var tensor in owned)
            tensor.Dispose();
    }

    private Tensor Own(Tensor tensor)
    {
        owned.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
