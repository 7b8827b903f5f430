using DeepOptDistill.Onnx;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Graphs.Passes;
using DeepOptDistill.Students.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Graphs;

/// <summary>
/// A layer that is trained: libtorch computes its graph node by node, with functions of ours in the place of those nodes that training
/// computes otherwise or faster. Its numbers are parameters and statistics under their own names.
/// </summary>
internal sealed class GraphModule : Module<Tensor, Tensor>
{
    private readonly LayerGraph? layer;
    private readonly GraphNetwork? graph;
    private readonly List<(string Tensor, Tensor Value, long[] Shape)> turned = [];

    /// <summary>Builds a layer; null passes on what enters.</summary>
    public GraphModule(LayerGraph? layer)
        : base("graph")
    {
        if (layer is null)
            return;
        // What numbers begin as is held by the parameters from here on.
        this.layer = layer with
        {
            Numbers = [.. layer.Numbers.Select(number => number with { First = [] })],
        };
        var given = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var number in layer.Numbers)
            given[number.Tensor] = Registered(number);
        graph = GraphNetwork.Of(layer.Model, given);
        foreach (var step in TrainingPasses.Of(layer, graph))
        {
            graph.Put(step.Substitute);
            Steps.Add(step);
        }
    }

    /// <summary>What is computed by functions of ours.</summary>
    public List<TrainingStep> Steps { get; } = [];

    /// <summary>Numbers that training changes, by the names of the graph's tensors.</summary>
    public IEnumerable<(string Name, Tensor Value)> Numbers =>
        layer is null ? [] : layer.Numbers.Select(number => (number.Tensor, graph!.Stored(number.Tensor)));

    public override Tensor forward(Tensor input)
    {
        if (layer is null)
            return input;
        using var scope = NewDisposeScope();
        foreach (var (tensor, value, shape) in turned)
            graph!.Put(tensor, value.reshape(shape));
        var taken = layer.Before is null ? input : layer.Before(input);
        foreach (var step in Steps)
            step.IsTraining = training;
        var output = graph!.Run(new Dictionary<string, Tensor> { [layer.Input] = taken }, training)[0];
        return (layer.Behind is null ? output : layer.Behind(output)).MoveToOuterDisposeScope();
    }

    /// <summary>The same, with what hints read inside: under their names, and alive as long as what leaves is.</summary>
    /// <param name="input">What enters.</param>
    /// <param name="inner">What is read.</param>
    /// <param name="into">Receives it.</param>
    public Tensor Watched(Tensor input, IReadOnlyList<InnerTensor> inner, IDictionary<string, Tensor> into)
    {
        if (inner.Count == 0)
            return call(input);
        var names = inner.ToDictionary(one => one.Tensor, one => one.Name, StringComparer.Ordinal);
        var held = new List<(string Name, Tensor Value)>();
        graph!.Seen = (tensor, value) =>
        {
            if (names.TryGetValue(tensor, out var name))
                held.Add((name, value.alias().DetachFromDisposeScope()));
        };
        try
        {
            return call(input);
        }
        finally
        {
            graph.Seen = null;
            foreach (var (name, value) in held)
            {
                // An alias made here belongs to the scope around the layer.
                into[name] = value.alias();
                value.Dispose();
            }
        }
    }

    /// <summary>Names of the numbers that some tensors are computed of.</summary>
    public IEnumerable<string> NumbersBelow(IEnumerable<string> tensors)
    {
        var needed = new GraphIndex(layer!.Model.Proto.Graph).Needed(tensors);
        return layer.Numbers.Where(number => needed.Contains(number.Tensor)).Select(number => number.Name);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            graph?.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Registered(LayerNumber number)
    {
        var isTurned = !number.Kept.SequenceEqual(number.Shape);
        if (number.IsStatistic)
        {
            var statistic = tensor(number.First, number.Kept);
            register_buffer(number.Name, statistic);
            return statistic;
        }
        var parameter =
            number.Kept.Length == 4 ? ParameterMemory.Kernel(number.First, number.Kept) : ParameterMemory.Plain(number.First, number.Kept);
        register_parameter(number.Name, parameter);
        if (isTurned)
            turned.Add((number.Tensor, parameter, number.Shape));
        return parameter;
    }
}
