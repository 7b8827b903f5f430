using DeepOptDistill.Core;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Blocks.Fused;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using DeepOptDistill.Students.Norms.Fused;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Imported;

/// <summary>
/// A stretch of a file's graph that is trained: its learned tensors are parameters under their own names, batch norms have the statistics of
/// the batch and keep running ones, and dropout has counted masks.
/// </summary>
internal sealed class GraphModule : Module<Tensor, Tensor>
{
    private readonly GraphBlock block;
    private readonly GraphNetwork graph;
    private readonly List<(string Name, Tensor Value)> numbers = [];

    public GraphModule(GraphBlock block, BuildContext context) : base("graph")
    {
        this.block = block;
        graph = GraphNetwork.Of(block.Segment.Model, _ => false);
        var proto = block.Segment.Model.Proto.Graph;
        var fused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (norm, activation) in NormNodes.Of(proto)) fused.UnionWith(Add(norm, activation));
        foreach (var dropout in proto.Node.Where(node => node.OpType == "Dropout")) Add(dropout, context.Seed);
        foreach (var stored in proto.Initializer.Where(tensor => block.Source.Learned.Contains(tensor.Name) && !fused.Contains(tensor.Name)))
            Add(stored, context.For(stored.Name).Seed);
    }

    /// <summary>All numbers that training changes, by the names of the file's tensors.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Numbers => numbers;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var taken = block.Place == 0 ? SampleOrders.Arranged(input, block.Source.Order) : input;
        var output = graph.Run(new Dictionary<string, Tensor> { [block.Segment.Input] = taken }, training)[0];
        return (block.IsLast ? block.Source.Ending.Meant(output) : output).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) graph.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A parameter, or numbers that stay as the file has them.</summary>
    private void Add(TensorProto stored, Seed seed)
    {
        if (!block.Source.IsLearned(stored.Name)) return;
        var values = FirstValues(stored, seed);
        var parameter = stored.Dims.Count == 4
            ? ParameterMemory.Kernel(values, [.. stored.Dims])
            : ParameterMemory.Plain(values, [.. stored.Dims]);
        register_parameter(stored.Name, parameter);
        numbers.Add((stored.Name, parameter));
        graph.Put(stored.Name, parameter);
    }

    private float[] FirstValues(TensorProto stored, Seed seed)
    {
        if (block.Source.FanInOf(stored.Name) is not { } inputs) return StoredFloats.Of(stored);
        var count = (int)stored.Dims.Aggregate(1L, (product, size) => product * size);
        return new He().Draw(count, inputs, count / inputs, seed);
    }

    /// <summary>A batch norm, with the rectifier behind it where there is one. Gives the names of the tensors that it took over.</summary>
    private IEnumerable<string> Add(NodeProto node, NodeProto? activation)
    {
        var proto = block.Segment.Model.Proto.Graph;
        TensorProto[] stored = [.. node.Input.Skip(1).Select(name => proto.Initializer.Single(tensor => tensor.Name == name))];
        var isFrozen = !block.Source.IsLearned(stored[0].Name);
        var module = new FusedBatchNorm(NormNodes.OptionsOf(node, isFrozen), (int)stored[0].Dims[0], NormNodes.SlopeOf(activation));
        var state = module.state_dict();
        foreach (var (kept, key) in stored.Zip(["weight", "bias", "running_mean", "running_var"]))
        {
            using var _ = no_grad();
            using var values = tensor(StoredFloats.Of(kept));
            state[key].copy_(values);
            numbers.Add((kept.Name, state[key]));
        }
        if (isFrozen) foreach (var parameter in module.parameters()) parameter.requires_grad_(false);
        register_module(ModuleName(node.Input[1]), module);
        graph.Put(new Substitute(activation is null ? [node] : [node, activation], inputs => Normalized(module, inputs[0]!)));
        return stored.Select(kept => kept.Name);
    }

    /// <summary>bn1 for bn1.weight; what else a dot divides is divided by a slash, as a dot stands before the name of a parameter.</summary>
    private static string ModuleName(string tensor)
    {
        const string Weight = ".weight";
        var name = tensor.EndsWith(Weight, StringComparison.Ordinal) ? tensor[..^Weight.Length] : tensor;
        return name.Replace('.', '/');
    }

    /// <summary>Sequences and volumes are maps of one column.</summary>
    private static Tensor Normalized(FusedBatchNorm module, Tensor input)
    {
        if (input.dim() is 2 or 4) return module.call(input);
        using var maps = input.reshape(input.shape[0], input.shape[1], -1, 1);
        using var normalized = module.call(maps);
        return normalized.reshape(input.shape);
    }

    private void Add(NodeProto dropout, Seed seed)
    {
        var ratio = NormNodes.RatioOf(dropout, block.Segment.Model);
        if (dropout.Output.Skip(1).Any(name => name.Length > 0) || ratio is not (> 0 and < 1)) return;
        var module = new CountedDropout(ratio.Value, seed.Derive(dropout.Output[0]));
        register_module(ModuleName(dropout.Output[0]), module);
        graph.Put(new Substitute([dropout], inputs => module.call(inputs[0]!) is var output && ReferenceEquals(output, inputs[0]) ? output.alias() : output));
    }
}
