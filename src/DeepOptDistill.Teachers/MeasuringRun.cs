using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>
/// Finds type and shape of every tensor of a model for given inputs. The runtime infers what follows from the graph; what does not is
/// looked at in a run, and the next inference knows it. So no run keeps more tensors alive than those, and those that bodies read.
/// </summary>
internal sealed class MeasuringRun : IDisposable
{
    /// <summary>Runs that look at what inference could not pass before all that is left is looked at.</summary>
    private const int Passes = 6;

    /// <summary>Least tensors that one of the last runs keeps.</summary>
    private const int Slice = 64;

    /// <summary>Most of the last runs.</summary>
    private const int Slices = 8;

    private readonly Dictionary<string, OrtValue> kept = new(StringComparer.Ordinal);
    private readonly HashSet<string> read;
    private readonly string where;

    public MeasuringRun(OnnxModel model, IReadOnlyDictionary<string, OrtValue> inputs, string where)
    {
        (Model, Inputs, this.where) = (model, inputs, where);
        Nodes =
        [
            .. model
                .Proto.Graph.Node.Where(n => n.OpType != "Constant")
                .SelectMany(n => n.Output.Where(o => o.Length > 0).Select(o => (o, n.OpType))),
        ];
        read = [.. BodyModel.Reads(model)];
        foreach (var (name, value) in inputs)
            Found[name] = FoundTensor.Of(value);
    }

    /// <summary>The model.</summary>
    public OnnxModel Model { get; }

    /// <summary>What it is run on.</summary>
    public IReadOnlyDictionary<string, OrtValue> Inputs { get; }

    /// <summary>Computed tensors with their operators, in order.</summary>
    public IReadOnlyList<(string Name, string Op)> Nodes { get; }

    /// <summary>What was found, by name; inputs too.</summary>
    public Dictionary<string, FoundTensor> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>The value of a tensor that a body reads, or of an input.</summary>
    public OrtValue? Value(string tensor) => kept.GetValueOrDefault(tensor) ?? Inputs.GetValueOrDefault(tensor);

    /// <summary>Finds all of them.</summary>
    /// <exception cref="InputException">ONNX Runtime does not run the model.</exception>
    public void Measure()
    {
        Infer();
        Look([.. Ends(), .. Frontier()]);
        for (var pass = 1; pass < Passes && Unknown().Any(); pass++)
        {
            Infer();
            if (Frontier() is { Count: > 0 } frontier)
                Look(frontier);
        }
        var rest = Unknown().ToList();
        foreach (var slice in rest.Chunk(Math.Max(Slice, rest.Count / Slices)))
            Look(slice);
    }

    /// <summary>Finds what follows from the graph alone; false where the runtime does not take the model at all.</summary>
    public bool MeasureUnrun() => Infer();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in kept.Values)
            value.Dispose();
    }

    private IEnumerable<string> Unknown() => Nodes.Select(node => node.Name).Where(name => !Found.ContainsKey(name));

    /// <summary>The outputs and what bodies read: these are looked at in any case, which shows that the model runs.</summary>
    private IEnumerable<string> Ends()
    {
        var computed = Nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return Model.Outputs.Select(o => o.Name).Concat(read).Where(computed.Contains);
    }

    /// <summary>What the runtime could not infer though it knew all that the node reads.</summary>
    private List<string> Frontier()
    {
        var (unknown, frontier) = (Unknown().ToHashSet(StringComparer.Ordinal), new List<string>());
        foreach (var node in Model.Proto.Graph.Node)
            if (!node.Input.Any(unknown.Contains))
                frontier.AddRange(node.Output.Where(unknown.Contains));
        return frontier;
    }

    private bool Infer()
    {
        var known = Found.Where(f => f.Value.IsTensor).Select(f => f.Value.Info(f.Key)).ToList();
        try
        {
            using var session = Sessions.Open(
                Taps.Bare(Model, Nodes.Select(n => n.Name), known),
                where,
                threads: 1,
                GraphOptimizationLevel.ORT_DISABLE_ALL
            );
            foreach (var (name, inferred) in session.OutputMetadata)
                if (FoundTensor.Of(inferred) is { } found)
                    Found.TryAdd(name, found);
            return true;
        }
        catch (InputException)
        {
            // What is wrong with the model, the run says.
            return false;
        }
    }

    private void Look(IEnumerable<string> tensors)
    {
        var names = tensors.Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            return;
        using var session = Sessions.Open(Taps.Bare(Model, names), where, threads: 1, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var values = Sessions.RunOnce(session, Inputs, names, where);
        foreach (var (name, value) in names.Zip(values))
        {
            Found[name] = FoundTensor.Of(value);
            if (read.Contains(name))
                kept[name] = value;
            else
                value.Dispose();
        }
    }
}
