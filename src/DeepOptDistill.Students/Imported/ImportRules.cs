using System.Runtime.InteropServices;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Operators;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Graphs.Passes;

namespace DeepOptDistill.Students.Imported;

/// <summary>What a file must be to be learned.</summary>
internal static class ImportRules
{
    private const string NoStudent = "Use it as a teacher, and train a student of other layers.";

    /// <summary>Refuses what no training can change, each with its place.</summary>
    /// <exception cref="InputException">All that stands in the way.</exception>
    public static void Check(OnnxModel model, ImportOptions options)
    {
        var problems = GraphNetwork
            .Problems(model)
            .Select(problem => problem with { Where = $"{options.Where}, {problem.Where}" })
            .ToList();
        if (model.WeightFolder is not null)
            problems.Add(new(options.Where, "weights of more than 2 GiB beside the file", "a network that fits into one file", NoStudent));
        foreach (var name in Weights.WithNaN(model))
            problems.Add(new(options.Where, $"NaN in the stored tensor '{name}'", "numbers", "Export a network that has not diverged."));
        problems.AddRange(
            Twice(model)
                .Select(name => new Problem(
                    options.Where,
                    $"a second tensor named '{name}'",
                    "names that " + "differ",
                    "Export the network again."
                ))
        );
        if (problems.Count == 0 && Stop(model, options) is { } stop)
            problems.Add(stop);
        InputException.ThrowIfAny(problems);
    }

    /// <summary>Names that several nodes or stored tensors give.</summary>
    private static IEnumerable<string> Twice(OnnxModel model)
    {
        var graph = model.Proto.Graph;
        var inputs = model.Inputs.Select(input => input.Name);
        return inputs
            .Concat(graph.Initializer.Select(stored => stored.Name))
            .Concat(graph.Node.SelectMany(node => node.Output))
            .Where(name => name.Length > 0)
            .GroupBy(name => name)
            .Where(names => names.Skip(1).Any())
            .Select(names => names.Key);
    }

    /// <summary>An operator through which no gradient passes, where none reaches any learned number beside it.</summary>
    private static Problem? Stop(OnnxModel model, ImportOptions options)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { options.Answer };
        NodeProto? stop = null;
        var graph = new ReadGraph(model.Proto.Graph);
        foreach (var node in model.Proto.Graph.Node.Reverse().Where(node => node.Output.Any(reached.Contains)))
        {
            if (OperatorSet.All.Find(node)!.PassesGradient || FakeQuantStep.Back(graph, node) is not null)
                reached.UnionWith(GraphWalk.Reads(node));
            else
                stop ??= node;
        }
        if (stop is null || options.Head is not null)
            return null;
        return LearnedTensors.Of(TrainableForm.Lifted(model)).Any(reached.Contains)
            ? null
            : new(
                $"{options.Where}, node '{(stop.Name.Length > 0 ? stop.Name : stop.Output[0])}'",
                $"the operator {stop.OpType}, through which no gradient passes, in front of all that could learn",
                "an answer that can be learned",
                NoStudent
            );
    }

    /// <summary>The problem of a network that does not answer two samples with two rows.</summary>
    public static Problem FixedBatch(string answer, long[] shape, string where) =>
        new(
            where,
            $"'{answer}' of shape {string.Join('×', shape)} for two samples",
            "one row of logits for each sample",
            "Export it with a free batch: dynamic_axes={'x': {0: 'N'}}."
        );

    /// <summary>The problem of an answer that is no row of logits for each sample.</summary>
    public static Problem ManyRows(string answer, long[] shape, string where) =>
        new(
            where,
            $"'{answer}' of shape {string.Join('×', shape)} for one sample",
            "one row of logits for each sample",
            "Put a last layer behind a tensor of the network: head: { classes: …, behind: … }; 'deepopt inspect' lists them."
        );

    /// <summary>Runs a graph; what the engine says of shapes becomes a problem.</summary>
    public static void Guarded(Action run, string where)
    {
        try
        {
            run();
        }
        catch (InputException error)
        {
            throw new InputException([.. error.Problems.Select(problem => problem with { Where = $"{where}, {problem.Where}" })]);
        }
        catch (Exception error) when (error is ExternalException or ArgumentException or InvalidOperationException)
        {
            throw new InputException(
                new Problem(
                    where,
                    $"a graph that does not take two samples at once " + $"({error.Message.Split('\n')[0].Trim().TrimEnd('.')})",
                    "one that takes a batch of any size",
                    "Export it with a free batch: dynamic_axes={'x': {0: 'N'}}."
                )
            );
        }
    }
}
