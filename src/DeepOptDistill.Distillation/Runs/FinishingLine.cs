using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Scores;
using DeepOptDistill.Distillation.Answering;
using DeepOptDistill.Distillation.Finishing;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators.Costs;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using DeepOptDistill.Training.Loop;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>
/// From a trained network to the file that is shipped: exports it, lets it through the parity gate, and applies the recipe's finishers one
/// after the other, each behind its own gate. The same network gives the same bytes, so a run that was killed here does it again.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="threads">Threads of ONNX Runtime.</param>
internal sealed class FinishingLine(CheckedRecipe recipe, int threads)
{
    /// <summary>Samples that an exact step is compared on.</summary>
    private const int Compared = 256;

    /// <summary>The first step: the network as it was trained.</summary>
    private const string Trained = "trained";

    private readonly SampleSet validation = recipe.Dataset.Validation;
    private readonly IReadOnlyList<int> shifted = recipe.Recipe.Transfer?.Shifted(recipe.Dataset.Classes) ?? [];

    /// <summary>What is asked about each file: the validation split, or without one some training samples.</summary>
    private readonly SampleSet asked =
        recipe.Dataset.Validation.Count > 0
            ? recipe.Dataset.Validation
            : recipe.Dataset.Train.Select(
                recipe.Dataset.Train.Name,
                [.. Enumerable.Range(0, Math.Min(Compared, recipe.Dataset.Train.Count))]
            );

    /// <summary>Exports a network and finishes it, up to what joins it with those of other seeds. Leaves it in inference mode.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="role">Baseline or student.</param>
    /// <param name="file">The file; complete where this returns.</param>
    /// <param name="steps">Folder of the files between; null to keep none.</param>
    public Finished Run(Network network, Role role, string file, string? steps)
    {
        var error = Exporter.Run(network, asked, file, threads, recipe.Described);
        var own = recipe.FinishersOf(role).TakeWhile(finisher => !finisher.JoinsSeeds).ToList();
        if (recipe.FinishersOf(role).Count == 0)
            return new(error, FinishedNetwork.Of(network, validation), []);
        var model = OnnxModel.Read(file);
        var graph = new FinishedGraph(model, AnswerOf(model), validation, Predictor.Logits(network, asked, asked.Count))
        {
            Shifted = shifted,
        };
        var line = new Work(this, network.Spec.Name, network.Deviations, steps);
        line.Begin(graph);
        return Done(line, own, graph, file, error);
    }

    /// <summary>Joins the networks of all seeds, where the recipe says so, and goes on with what stands behind that.</summary>
    /// <param name="copies">One a seed, as they were trained and finished so far.</param>
    /// <param name="path">Path of a file of the run.</param>
    /// <param name="deviations">Standard deviations of values; null of classes and labels.</param>
    public IReadOnlyList<TrainedModel> Joined(
        IReadOnlyList<TrainedModel> copies,
        Func<string, string> path,
        IReadOnlyList<float>? deviations
    )
    {
        var rest = recipe.FinishersOf(copies[0].Role).SkipWhile(finisher => !finisher.JoinsSeeds).ToList();
        if (rest.Count == 0)
            return copies;
        List<FinishedGraph> graphs = [.. copies.Select(copy => GraphOf(OnnxModel.Read(path(copy.File)), copy))];
        var quality = graphs.Average(graph => Fit.Of(graph.Answers, validation).Quality);
        var line = new Work(this, recipe.Student.Name, deviations, StepsOf(copies[0], path));
        line.GoOn(copies[0].Steps);
        // A shift that one seed has is not the mean's.
        var joined = line.Step(rest[0], graphs[0] with { Seeds = [.. graphs.Select(graph => graph.Model)], Correction = null }, quality);
        if (joined is not null)
        {
            var finished = Done(line, rest.Skip(1), joined, path(copies[0].File), copies.Max(copy => copy.ParityError));
            return
            [
                copies[0] with
                {
                    Finished = finished.Network,
                    Steps = finished.Steps,
                    Epochs = [.. copies.SelectMany(copy => copy.Epochs)],
                    JoinedFiles = [.. copies.Select(copy => copy.File)],
                },
            ];
        }
        var apart = new List<TrainedModel>();
        foreach (var (copy, graph) in copies.Zip(graphs))
        {
            var own = new Work(this, recipe.Student.Name, deviations, StepsOf(copy, path));
            own.GoOn(copy == copies[0] ? line.Records : copy.Steps);
            var finished = Done(own, rest.Skip(1), graph, path(copy.File), copy.ParityError);
            apart.Add(copy with { Finished = finished.Network, Steps = finished.Steps });
        }
        return apart;
    }

    /// <summary>The same with the latency of each step, which is measured where nothing else runs.</summary>
    /// <param name="model">A finished network.</param>
    /// <param name="path">Path of a file of the run.</param>
    public TrainedModel Timed(TrainedModel model, Func<string, string> path) =>
        model with
        {
            Steps = [.. model.Steps.Select(step => Timed(step, path(step.File)))],
        };

    private FinishRecord Timed(FinishRecord step, string file) => HasAnswered(step) ? step with { LatencyMs = LatencyOf(file) } : step;

    private static bool HasAnswered(FinishRecord step) => step.Step == Trained || step.Difference is not null;

    private double? LatencyOf(string file) => Latency.Try(file, TakesOf(file)).Ms;

    /// <summary>The folder of a network's files between, relative to the run's.</summary>
    public static string StepsOf(Trainee trainee) => $"finish/{trainee.Stem}";

    private static string StepsOf(TrainedModel copy, Func<string, string> path) => path(StepsOf(copy.Trainee));

    private Finished Done(Work line, IEnumerable<Finisher> finishers, FinishedGraph graph, string file, double error)
    {
        foreach (var finisher in finishers)
            graph = line.Step(finisher, graph) ?? graph;
        AtomicFile.WriteBytes(file, graph.Model.ToBytes());
        return new(error, FinishedNetwork.Of(graph.Answers, validation) with { Correction = graph.Correction }, line.Records);
    }

    private FinishedGraph GraphOf(OnnxModel model, TrainedModel copy) =>
        new(model, AnswerOf(model), validation, AnswersOf(model)) { Correction = copy.Finished.Correction, Shifted = shifted };

    private string AnswerOf(OnnxModel model) => recipe.Described(new()).Output.Name ?? model.Outputs[0].Name;

    private float[] AnswersOf(OnnxModel model)
    {
        var folder = Directory.CreateTempSubdirectory("deepopt-");
        try
        {
            model.Write(Path.Combine(folder.FullName, "model.onnx"));
            return AnswersOf(Path.Combine(folder.FullName, "model.onnx"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private float[] AnswersOf(string file)
    {
        var answers = new float[RowArray.Length(asked.Count, asked.Classes.Count, $"answers to {asked.Name}")];
        using var network = Opened(file);
        network.Answer(asked, asked.Count, answers);
        return answers;
    }

    private SampleShape TakesOf(string file)
    {
        using var network = Opened(file);
        return network.Takes;
    }

    private Teacher Opened(string file)
    {
        var spec = recipe.Described(new TeacherSpec { Name = recipe.Student.Name, Model = Path.GetFileName(file) });
        var place = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Teacher.Open(spec, place, asked.Shape, asked.Classes.Count, threads, asked.Task);
    }

    /// <summary>The steps of one network.</summary>
    /// <param name="line">The line.</param>
    /// <param name="name">The network, for problems.</param>
    /// <param name="deviations">Standard deviations of values; null of classes and labels.</param>
    /// <param name="folder">Where files are kept; null to keep and measure none.</param>
    private sealed class Work(FinishingLine line, string name, IReadOnlyList<float>? deviations, string? folder)
    {
        private readonly List<FinishRecord> records = [];

        public IReadOnlyList<FinishRecord> Records => records;

        /// <summary>The network as it was trained.</summary>
        public void Begin(FinishedGraph graph)
        {
            if (folder is null)
                return;
            var file = Kept(Trained, graph.Model);
            records.Add(RecordOf(Trained, file, graph, null));
        }

        public void GoOn(IEnumerable<FinishRecord> before) => records.AddRange(before);

        /// <summary>One step; null where its gate leaves it out.</summary>
        /// <param name="finisher">The step.</param>
        /// <param name="graph">What it is given.</param>
        /// <param name="quality">What its result is held against; null for what it is given.</param>
        public FinishedGraph? Step(Finisher finisher, FinishedGraph graph, double? quality = null)
        {
            var made = finisher.Apply(graph);
            var file = Kept(finisher.Name, made.Model);
            try
            {
                if (Answered(file, out var refusal) is not { } answers)
                {
                    if (folder is not null)
                        records.Add(Refused(finisher.Name, file, refusal));
                    return null;
                }
                made = made with { Answers = answers };
                var (difference, fault) = Judge(finisher, graph, made, quality);
                if (folder is not null)
                    records.Add(RecordOf(finisher.Name, file, made, difference) with { LeftOut = fault ?? "" });
                return fault is null ? made : null;
            }
            finally
            {
                if (folder is null)
                    Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
            }
        }

        private (double Difference, string? Fault) Judge(Finisher finisher, FinishedGraph before, FinishedGraph after, double? quality)
        {
            var gate = new ParityGate(name, line.asked.Task, line.asked.Classes.Count, deviations);
            var first = Math.Min(Compared, line.asked.Count) * line.asked.Classes.Count;
            var compared = gate.Compare(before.Answers.AsSpan(0, first), after.Answers.AsSpan(0, first));
            if (finisher.Cost is not { } cost)
                return (compared.Error, compared.Passes ? null : Text($"its answers differ by {compared.Error:0.0e0} of the largest"));
            var (was, isNow) = (quality ?? Fit.Of(before.Answers, line.validation).Quality, Fit.Of(after.Answers, line.validation).Quality);
            // A sample on the edge between two classes may go either way by rounding alone.
            var allowed = cost + (1.0 / line.validation.Count);
            return (
                compared.Error,
                isNow >= was - allowed
                    ? null
                    : Text($"{100 * isNow:0.00} % of the validation split ")
                        + Text($"instead of {(quality is null ? "" : "the seeds' mean ")}{100 * was:0.00} %; ")
                        + Text($"it may cost {100 * cost:0.00} points")
            );
        }

        /// <summary>
        /// What a step's file answers; null with what ONNX Runtime says against it, as a training is too dear to lose by a step.
        /// </summary>
        private float[]? Answered(string file, out string refusal)
        {
            refusal = "";
            try
            {
                return line.AnswersOf(file);
            }
            catch (Exception error) when (error is InputException or RunFailedException)
            {
                refusal = $"a file that does not answer ({(error as InputException)?.Problems[0].Found ?? error.Message})";
                return null;
            }
        }

        private FinishRecord Refused(string step, string file, string refusal) =>
            new(
                step,
                PlaceOf(file),
                ContentHash.OfFile(file),
                ModelCost.Learned(OnnxModel.Read(file)).Parameters,
                null,
                new FileInfo(file).Length,
                null,
                null,
                null
            )
            {
                LeftOut = refusal,
            };

        private string PlaceOf(string file) => $"finish/{Path.GetFileName(folder)}/{Path.GetFileName(file)}";

        private string Kept(string step, OnnxModel model)
        {
            var place = folder ?? Directory.CreateTempSubdirectory("deepopt-").FullName;
            Directory.CreateDirectory(place);
            var file = Path.Combine(place, $"{records.Count}-{step}.onnx");
            AtomicFile.WriteBytes(file, model.ToBytes());
            return file;
        }

        private FinishRecord RecordOf(string step, string file, FinishedGraph graph, double? difference)
        {
            var measure = ModelMeasure.Of(file, line.TakesOf(file));
            return new(
                step,
                PlaceOf(file),
                ContentHash.OfFile(file),
                measure.Parameters,
                measure.Macs,
                measure.Bytes,
                null,
                line.validation.Count == 0 ? null : Fit.Of(graph.Answers, line.validation).Quality,
                difference
            );
        }

        private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>A network behind its last step.</summary>
/// <param name="ParityError">How far its export is from what was trained.</param>
/// <param name="Network">How it fits the validation split.</param>
/// <param name="Steps">What was done, and what it came to; empty where nothing was to do.</param>
internal sealed record Finished(double ParityError, FinishedNetwork Network, IReadOnlyList<FinishRecord> Steps);
