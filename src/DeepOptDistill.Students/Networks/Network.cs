using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Onnx;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Graphs.Passes;
using DeepOptDistill.Students.Norms.Fused;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Networks;

/// <summary>A network in libtorch: built from its spec, called on standardized channels-last pixels, saved and restored by name.</summary>
public sealed class Network : IDisposable
{
    private readonly Chain chain;
    private readonly IReadOnlyList<TrainingStep> steps;
    private readonly IReadOnlyList<DropoutStep> dropouts;
    private readonly InputForm input;
    private readonly OutputForm? output;

    private Network(StudentSpec spec, IReadOnlyList<Placed> layers, Seed seed, FittedInput fitted, AffineStep? scale)
    {
        output = scale is null ? null : new OutputForm(scale);
        input = new InputForm(fitted, spec.Input.Prepared());
        Spec = spec;
        Layers = layers;
        chain = new Chain(layers, seed.Derive("weights"));
        List<(string Name, Tensor Value)> all = [.. chain.named_parameters().Select(p => (p.name, (Tensor)p.parameter))];
        Parameters = [.. all.Where(parameter => parameter.Value.requires_grad)];
        steps = [.. chain.Graphs.SelectMany(graph => graph.Steps)];
        dropouts = [.. steps.OfType<DropoutStep>()];
        State = [.. all, .. chain.named_buffers().Select(b => (b.name, b.buffer))];
    }

    /// <summary>What the network is.</summary>
    public StudentSpec Spec { get; }

    /// <summary>The layers with their names and shapes.</summary>
    public IReadOnlyList<Placed> Layers { get; }

    /// <summary>Classes: the size of the last layer's output.</summary>
    public int Classes => Layers[^1].Output.Count;

    /// <summary>Whether it answers with values, in their units, and not with logits.</summary>
    public bool HasValues => output is not null;

    /// <summary>Whether its file answers in float64.</summary>
    internal bool AnswersDouble => output is { IsDouble: true };

    /// <summary>Everything that is learned, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters { get; }

    /// <summary>Everything that must be saved: parameters and running statistics, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State { get; }

    /// <summary>Numbers learned, before batch norm is folded.</summary>
    public long ParameterCount => Parameters.Sum(p => p.Value.numel());

    /// <summary>Builds a network with weights drawn from the seed.</summary>
    /// <param name="spec">What it is.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <param name="input">Its preprocessing, fitted; needed where the spec names any.</param>
    /// <param name="fuseLayers">See <see cref="FuseLayers"/>.</param>
    /// <param name="guided">Layers whose outputs hints read.</param>
    /// <param name="scale">What makes values, in their units, of the last layer's standardized ones; null where it gives logits.</param>
    /// <exception cref="InputException">The shapes do not fit, or the weights do not fit into memory.</exception>
    public static Network Build(
        StudentSpec spec,
        Seed seed,
        FittedInput? input = null,
        bool fuseLayers = true,
        IReadOnlyCollection<string>? guided = null,
        AffineStep? scale = null
    )
    {
        Engine.EnsureLoaded();
        var fitted = input ?? FittedInput.None;
        if (fitted.Steps.Count != spec.Input.Preprocessing.Count)
            throw new ArgumentException(
                $"found {fitted.Steps.Count} fitted steps; expected the {spec.Input.Preprocessing.Count} that '{spec.Name}' names."
            );
        return Held(
            spec,
            () => new Network(spec, Placement.Guide(Placement.Of(spec), guided ?? []), seed, fitted, scale) { FuseLayers = fuseLayers }
        );
    }

    /// <summary>A network for counting and checking: its preprocessing is not fitted, so its answers mean nothing.</summary>
    /// <exception cref="InputException">The shapes do not fit, or the weights do not fit into memory.</exception>
    public static Network Outline(StudentSpec spec)
    {
        Engine.EnsureLoaded();
        return Held(spec, () => new Network(spec, Placement.Of(spec), new Seed(0), FittedInput.None, null));
    }

    /// <summary>Builds; a network that memory does not hold is a problem of its description.</summary>
    private static Network Held(StudentSpec spec, Func<Network> build)
    {
        try
        {
            return build();
        }
        catch (Exception error) when (error is OutOfMemoryException || Engine.IsOutOfMemory(error))
        {
            throw new InputException(
                new Problem(
                    $"student '{spec.Name}'",
                    "layers whose weights this machine's memory cannot hold",
                    "a network that fits into it",
                    "Make layers narrower, or pool before the first 'linear'."
                )
            );
        }
    }

    /// <summary>Switches batch norm and dropout to training.</summary>
    public void Train()
    {
        chain.train();
        foreach (var dropout in dropouts)
            dropout.IsOff = false;
    }

    /// <summary>Switches batch norm to training, and leaves every value in: what is measured so depends on no mask.</summary>
    public void TrainWithoutDropout()
    {
        Train();
        foreach (var dropout in dropouts)
            dropout.IsOff = true;
    }

    /// <summary>Says what the masks of the passes to come are drawn from: each is a pure function of this seed and of its layer.</summary>
    /// <param name="step">Seed of a step.</param>
    public void DrawMasksFrom(Seed step)
    {
        foreach (var dropout in dropouts)
            dropout.Step = step;
    }

    /// <summary>Switches batch norm and dropout to inference.</summary>
    public void Eval() => chain.eval();

    /// <summary>
    /// Whether the training pass is made of functions that can be differentiated twice, as products with the Hessian need it.
    /// </summary>
    public void DifferentiateTwice(bool twice)
    {
        foreach (var layer in steps.OfType<IFused>())
            layer.Separate = twice || !FuseLayers;
    }

    /// <summary>
    /// Whether batch norm with the rectifier behind it, and maxout, are computed by functions of ours in one pass; false is for
    /// comparisons.
    /// </summary>
    public bool FuseLayers { get; init; } = true;

    /// <summary>The layers that normalize by the statistics of a batch.</summary>
    internal IReadOnlyList<IBatchStatistics> BatchNorms => BatchNormsUpto(Layers.Count);

    /// <summary>Those of the first layers, inner ones included.</summary>
    internal IReadOnlyList<IBatchStatistics> BatchNormsUpto(int layers) => chain.BatchNorms(layers);

    /// <summary>Logits (N × classes), or values, of standardized pixels (N × C × H × W, channels-last strides).</summary>
    public Tensor Logits(Tensor pixels) => Scaled(Layers.Count, chain.call(input.Apply(pixels)));

    /// <summary>Output of the first layers, for the same pixels.</summary>
    public Tensor Upto(int layers, Tensor pixels) => Between(0, layers, pixels);

    /// <summary>Output of a stretch of layers for the output of the one before it.</summary>
    public Tensor Between(int first, int end, Tensor input) =>
        Scaled(end, chain.Between(first, end, first == 0 ? this.input.Apply(input) : input));

    /// <summary>Output of the first layers, and those of the guided layers among them by name.</summary>
    public (Tensor Output, IReadOnlyDictionary<string, Tensor> Guided) Guided(int layers, Tensor pixels)
    {
        var guided = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        return (Scaled(layers, chain.Between(0, layers, input.Apply(pixels), guided)), guided);
    }

    /// <summary>Learned numbers of the first layers, by name; of the last of them, where hints read inside it alone, those below what they
    /// read.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> ParametersBelow(int layers)
    {
        var last = Layers[layers - 1];
        if (last.IsGuided || last.Watched.Count == 0 || layers == Layers.Count)
            return ParametersUpto(layers);
        var below = chain.NumbersBelow(layers - 1, last.Watched);
        return [.. ParametersUpto(layers - 1), .. ParametersUpto(layers).Where(p => below.Contains(p.Name))];
    }

    /// <summary>Learned numbers of the first layers, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> ParametersUpto(int layers)
    {
        var names = Layers.Take(layers).Select(place => place.Name + ".").ToList();
        return [.. Parameters.Where(p => names.Any(name => p.Name.StartsWith(name, StringComparison.Ordinal)))];
    }

    /// <summary>Numbers of a network of a file, by the file's names.</summary>
    internal IReadOnlyList<(string Name, Tensor Value)> FileNumbers => [.. chain.Graphs.SelectMany(graph => graph.Numbers)];

    /// <summary>Writes the network with its numbers as they are, and gives the name of the tensor that leaves.</summary>
    internal string Write(string image, GraphBuilder graph, Dictionary<string, long[]> shapes, IReadOnlyList<string> reserved)
    {
        var numbers = new LayerNumbers.Trained(State.ToDictionary(number => number.Name, number => number.Value, StringComparer.Ordinal));
        var writer = new LayerWriter(graph, numbers, default) { Shapes = shapes, Reserved = reserved };
        var last = Chain.Write(Layers, input.Export(image, graph, shapes), writer);
        return output is null ? last : output.Export(last, graph, shapes);
    }

    /// <summary>σ by which each value leaves the network, in the data's units; null where it gives logits.</summary>
    public IReadOnlyList<float>? Deviations => output?.Deviations;

    private Tensor Scaled(int end, Tensor given) => output is null || end < Layers.Count ? given : output.Apply(given);

    /// <inheritdoc/>
    public void Dispose()
    {
        chain.Dispose();
        input.Dispose();
        output?.Dispose();
    }
}
