using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Distillation.Runs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt evaluate MODEL... --data-set NAME</c></summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description = "ONNX files, folders with a teacher.yaml, or names of teachers or finished runs.",
            Arity = ArgumentArity.OneOrMore,
        };
        var dataset = new Option<string>("--data-set")
        {
            Description = "Name of the data set whose test split is used, or a recipe that names your own.",
            HelpName = "NAME|RECIPE",
            Required = true,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads: one a core, where nothing is said.",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var data = RunArguments.DataOption();
        var command = new Command(
            "evaluate",
            "Measure models on a test split: accuracy (of a regression R²) with interval, negative log-likelihood, "
                + "parameters, MACs, bytes, latency.\n"
                + "A teacher.yaml beside a model says how it wants its images and what its answers are.\n"
                + "Example: deepopt evaluate student.onnx teachers/fashion-cnn-a --data-set fashion-mnist-small"
        )
        {
            models,
            dataset,
            data,
            threads,
            json,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var place = RunArguments.Place(parsed.GetValue(data)).Knowing(parsed.GetValue(dataset));
                var (records, asked) = ConsoleProgress.Show(progress =>
                {
                    var data = NamedDataset.Load(parsed.GetValue(dataset)!, place, progress, cancel);
                    foreach (var warning in data.TestWarnings)
                        ConsoleProgress.WriteLine($"Warning: {warning}");
                    var threadCount = Math.Max(1, parsed.GetValue(threads));
                    return (Evaluator.All(parsed.GetValue(models)!, data.Test, place, threadCount, data.Train), Asked(data));
                });
                Print(records, asked, parsed.GetValue(json));
                return Task.FromResult(ExitCodes.Done);
            }
        );
        return command;
    }

    /// <summary>What the figures are of: a table or folder without a test split of its own has a share put aside.</summary>
    private static string Asked(Dataset data)
    {
        var all = data.Train.Count + data.Validation.Count + data.Test.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Measured on the {data.Test.Count:#,0} test {data.Shape.Noun} of {data.Name}, which holds {all:#,0} in all."
        );
    }

    private static void Print(IReadOnlyList<ModelRecord> records, string asked, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(records, RecordJson.Indented));
            return;
        }
        var (areValues, likelihood) = (records.Any(r => r.Accuracy is null), records.Any(r => r.Accuracy is not null));
        string[] headings =
        [
            "model",
            areValues ? "R²" : "accuracy",
            "95 % interval",
            .. likelihood ? (string[])["NLL"] : [],
            "parameters",
            "MACs",
            "bytes",
            "latency",
        ];
        Tables.Write(
            headings,
            records.Select(r =>
                (IReadOnlyList<string>)
                    [
                        r.Name,
                        Tables.Percent(r.Quality.Value),
                        $"{Tables.Percent(r.Quality.Low)} to {Tables.Percent(r.Quality.High)}",
                        .. likelihood ? (string[])[Likelihood(r)] : [],
                        Tables.Number(r.Parameters, r.ParametersUnknown.Count > 0),
                        Tables.Number(r.Macs, r.MacsUnknown.Count > 0),
                        Tables.Number(r.Bytes),
                        Tables.Milliseconds(r.LatencyMsMedian),
                    ]
            )
        );
        if (Tables.Uncounted(records.SelectMany(r => r.ParametersUnknown), records.SelectMany(r => r.MacsUnknown)) is { } uncounted)
            Console.Out.WriteLine(uncounted);
        Sentences.Write(asked);
        foreach (var caveat in records.SelectMany(r => r.Caveats))
            Sentences.Write(caveat);
    }

    /// <summary>Of classes and labels; values have none.</summary>
    private static string Likelihood(ModelRecord model) =>
        model.NegativeLogLikelihood?.ToString("0.0000", CultureInfo.InvariantCulture) ?? (model.Accuracy is null ? "" : "∞");
}
