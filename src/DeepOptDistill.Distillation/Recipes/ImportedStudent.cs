using System.Globalization;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Specs;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Imported;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A student that was read from an ONNX file.</summary>
/// <param name="Spec">The student.</param>
/// <param name="Before">The file as the teacher that it is, with what it learned from.</param>
internal sealed record ImportedStudent(StudentSpec Spec, CheckedTeacher Before)
{
    private const string AsTeacher = "Use it as a teacher of a student of other layers.";

    /// <summary>Reads a recipe's student.</summary>
    /// <param name="reference">What the recipe says of it.</param>
    /// <param name="dataset">What it learns from.</param>
    /// <param name="reader">Finds networks.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="where">Place of the student in the recipe.</param>
    /// <exception cref="InputException">The file cannot be read, does not fit the data, or cannot be learned.</exception>
    public static ImportedStudent Read(StudentReference reference, Dataset dataset, TeacherReader reader, string folder, string where)
    {
        var (spec, home) = reader.Find(Place(reference.Onnx!, folder), where);
        spec = spec with { Input = reference.Input ?? spec.Input, Output = reference.Output ?? spec.Output };
        var path = Path.Combine(home, spec.Model);
        var model = dataset.Shape.Columns is { } columns ? ColumnOrder.Arrange(OnnxModel.Read(path), columns.Names) : OnnxModel.Read(path);
        var connected = Connected(spec, home, dataset, model, reference, where);
        InputException.ThrowIfAny([.. Unlearnable(connected, model, dataset, reference, where)]);
        var input = InputOf(connected.Input, dataset.Shape);
        var trained = reference.Renormalize ? Renormalization.Of(model, connected, home, dataset.Train, $"{where}.renormalize") : model;
        var network = ImportedNetwork.Of(
            trained,
            input,
            new ImportOptions
            {
                Renormalized = reference.Renormalize ? model : null,
                Input = connected.Input.Name!,
                Order = Enum.Parse<SampleOrder>(connected.Input.Layout!.Value.ToString()),
                Answer = connected.Output.Name!,
                Kind = KindOf(reference.Head is null ? connected.Output.Kind : null, model, connected.Output.Name!),
                Head = reference.Head is { } head ? new(head.Classes, head.Behind) : null,
                Freeze = reference.Freeze,
                Columns = ColumnsOf(model, dataset),
                Units = dataset.Task == TaskKind.Values ? dataset.Train.Truths!.Scale() : null,
                Where = where,
            }
        );
        var isOwn = reference.Head is null;
        var kind =
            isOwn ? connected.Output.Kind
            : network.Answer == connected.Output.Name ? EndOf(model, network.Answer)
            : OutputKind.Logits;
        var described = connected with
        {
            Output = new TeacherOutput { Name = network.Answer, Kind = kind },
        };
        var student = network.Spec(spec.Name, input);
        if (reference.Head is { } fits && fits.Classes == dataset.Classes.Count)
            Try(student, described, dataset, where);
        return new(student, TeacherReader.Known(new CheckedTeacher(described, home, network.Key), dataset));
    }

    /// <summary>A description of the trained network: it is asked as the file was.</summary>
    public TeacherSpec Describe(TeacherSpec spec) =>
        spec with
        {
            Input = Before.Spec.Input,
            Output = Before.Spec.Output with { Classes = spec.Output.Classes },
        };

    /// <summary>What decides how it begins, as text.</summary>
    public string Text =>
        $"onnx: {Before.Spec.Model}\ncontent: {Spec.Source!.Key}\ninput:\n"
        + string.Join('\n', SpecWriter.WriteEverything(Spec.Input).Split('\n').Select(line => $"  {line}"));

    /// <summary>What it learned from before, and what the recipe gives it to learn from.</summary>
    public SampleLedger Ledger(SampleLedger own) =>
        LearnedSamples.FileOf(Before.Spec) is { } file ? own.With(SampleLedger.Read(Path.Combine(Before.Folder, file))) : own;

    /// <summary>What must be told of samples that it learned from before.</summary>
    public IEnumerable<string> Notes(Dataset dataset) => [.. Unlearned(), .. Known(dataset)];

    /// <summary>Parameters that no training of this tool changes: whole numbers, and what bodies of If, Loop and Scan hand on.</summary>
    private IEnumerable<string> Unlearned()
    {
        var (network, all) = (Spec.Source!, Spec.Source!.StoredParameters);
        if (all <= network.LearnedParameters)
            yield break;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Of the {all:#,0} parameters of {Before.Spec.Name} "
                + $"{all - network.LearnedParameters:#,0} do not learn: "
                + $"quantized ones, and what bodies hand on, stay as the file has them."
        );
    }

    private IEnumerable<string> Known(Dataset dataset) =>
        Before.Spec.Learned is null
            ?
            [
                $"What {Before.Spec.Name} learned from before is not known: if it was samples of the validation or test split, its scores "
                    + $"are too good.",
            ]
            : LearnedSamples
                .Notes(Before, dataset)
                .Select(note => note.Replace("Teacher ", "The student begins as " + "", StringComparison.Ordinal));

    /// <summary>What a network answers with; where nobody says it, as its last operator tells.</summary>
    private static AnswerKind KindOf(OutputKind? kind, OnnxModel model, string answer) =>
        kind switch
        {
            OutputKind.Probabilities => AnswerKind.Distribution,
            OutputKind.Sigmoid => AnswerKind.Shares,
            null => KindOf(EndOf(model, answer), model, answer),
            _ => AnswerKind.Numbers,
        };

    private static OutputKind EndOf(OnnxModel model, string answer) =>
        AnswerOperator.Of(model, answer) switch
        {
            "Softmax" => OutputKind.Probabilities,
            "Sigmoid" => OutputKind.Sigmoid,
            _ => OutputKind.Logits,
        };

    private static string Place(string said, string folder)
    {
        var path = Path.GetFullPath(said, folder);
        return File.Exists(path) || Directory.Exists(path) || said.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? path : said;
    }

    /// <summary>
    /// The description with all that the file says for it; a network that gets another last layer is asked for its own classes.
    /// </summary>
    private static TeacherSpec Connected(
        TeacherSpec spec,
        string home,
        Dataset dataset,
        OnnxModel model,
        StudentReference reference,
        string where
    )
    {
        if (reference.Head is null)
        {
            using var whole = Teacher.Open(spec, home, dataset.Shape, dataset.Classes, threads: 1, dataset.Task);
            return whole.Spec;
        }
        var answers = model.Outputs.Where(output => spec.Output.Name is not { } name || output.Name == name).ToList();
        if (answers is not [var answer])
            throw new InputException(
                new Problem(
                    $"{where}.output.name",
                    $"outputs {string.Join(", ", model.Outputs.Select(output => output.Name))}",
                    "one of them, whose last layer is replaced",
                    $"Name it: output: {{ name: {model.Outputs[0].Name} }}."
                )
            );
        return spec with
        {
            Input = InputConnection.Of(spec, home, dataset.Shape),
            Output = new TeacherOutput { Name = answer.Name, Kind = spec.Output.Kind },
        };
    }

    /// <summary>Lets ONNX Runtime open the file with its new last layer, so that what it refuses is told before the training.</summary>
    private static void Try(StudentSpec student, TeacherSpec described, Dataset dataset, string where)
    {
        var folder = Directory.CreateTempSubdirectory("deepopt-");
        try
        {
            using (var network = Network.Outline(student))
                OnnxExport.Of(network).Model.Write(Path.Combine(folder.FullName, "student.onnx"));
            var spec = described with { Model = "student.onnx", Sha256 = null };
            using var opened = Teacher.Open(spec, folder.FullName, dataset.Shape, dataset.Classes, threads: 1, dataset.Task);
        }
        catch (InputException error)
        {
            throw new InputException([
                .. error.Problems.Select(problem => problem with { Where = $"{where}, {described.Name} with its new last layer" }),
            ]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The columns of the data, where the network has an input for each.</summary>
    private static IReadOnlyList<InputColumn> ColumnsOf(OnnxModel model, Dataset dataset)
    {
        List<InputColumn> columns = [.. dataset.Shape.Columns?.All.Select(column => new InputColumn(column.Name, column.Words)) ?? []];
        return ColumnInputs.Divides(model, columns) ? columns : [];
    }

    /// <summary>A class that is said by its number, by its name.</summary>
    private static string NameOf(string said, Dataset dataset) =>
        int.TryParse(said, CultureInfo.InvariantCulture, out var number)
        && number >= 0
        && number < dataset.Classes.Count
        && !dataset.Classes.Contains(said)
            ? dataset.Classes[number]
            : said;

    private static IEnumerable<Problem> Unlearnable(
        TeacherSpec spec,
        OnnxModel model,
        Dataset dataset,
        StudentReference reference,
        string where
    )
    {
        var (input, output) = (spec.Input, spec.Output);
        if (dataset.Task == TaskKind.Values && (output.Scale.Count > 0 || output.Shift.Count > 0 || dataset.Shape.Values is not null))
            yield return new Problem(
                where,
                "a network whose values have another unit than the data, or values that float32 does not hold",
                "one that answers in the data's unit",
                AsTeacher
            );
        var end = AnswerOperator.Of(model, output.Name!);
        if (
            reference.Head is { Behind: null }
            && ((end == "Softmax" && dataset.Task == TaskKind.Labels) || (end == "Sigmoid" && dataset.Task == TaskKind.Classes))
        )
            yield return new Problem(
                $"{where}.head",
                $"a network that ends in {end}, in front of which the new layer would stand",
                $"an end that fits {Spelling.Word(dataset.Task.ToString())}",
                "Put it behind an inner tensor: head: { behind: … }."
            );
        if (reference.Head is null && output.Classes.Count == 1)
            yield return new Problem(
                where,
                "a network with one number for two classes",
                "one for each class",
                $"Give it a new last layer: head: {{ classes: {dataset.Classes.Count} }}."
            );
        else if (reference.Head is null && output.Classes.Count > 0)
            yield return new Problem(
                where,
                $"a network whose classes are "
                    + string.Join(", ", output.Classes.Take(4).Select(name => NameOf(name, dataset)))
                    + $"{(output.Classes.Count > 4 ? ", …" : "")}, "
                    + "not the data's in their order",
                $"{string.Join(", ", dataset.Classes.Take(4))}{(dataset.Classes.Count > 4 ? ", …" : "")}",
                $"Give it a new last layer, which is learned anew: head: {{ classes: {dataset.Classes.Count} }}, or take it as a teacher."
            );
        if (input.Size.Count > 0 && !input.Size.SequenceEqual([dataset.Shape.Height, dataset.Shape.Width]))
            yield return new Problem(
                where,
                $"a network that takes images of {string.Join('×', input.Size)}",
                $"{dataset.Shape.Height}×{dataset.Shape.Width}, as the data have them",
                $"Load the data in that size: image-folder: {{ size: [{string.Join(", ", input.Size)}] }}, or use it as a teacher."
            );
        if (input.Invert || input.Channels != default || input.Categories.Count > 0)
            yield return new Problem(
                where,
                "a network that takes inverted pixels, other channels or numbered words",
                "samples as the data have them",
                AsTeacher
            );
        if (output.Kind == OutputKind.Sigmoid && dataset.Task == TaskKind.Classes)
            yield return new Problem(
                where,
                "a network that gives one probability a class, each by itself",
                "logits, or probabilities that sum to 1",
                AsTeacher
            );
        if (spec.Input.Layout is null)
            yield return new Problem(where, "an input of unknown order", "nchw, nhwc, nhw or flat", "Say input: { layout: … }.");
    }

    /// <summary>(p·scale − mean) / deviation as (p / 255 − mean′) / deviation′, or without 255 for numbers that are no pixels.</summary>
    private static InputSpec InputOf(TeacherInput input, SampleShape samples)
    {
        var scale = (input.Scale ?? 1) * (samples.Numbers == SampleNumbers.Byte ? 255 : 1);
        var (means, deviations) = (input.Mean.Count == 0 ? [0.0] : input.Mean, input.Deviation.Count == 0 ? [1.0] : input.Deviation);
        return new InputSpec
        {
            Shape = samples.IsRow ? [samples.Channels] : [samples.Channels, samples.Height, samples.Width],
            Numbers = samples.Numbers,
            Mean = [.. means.Select(mean => mean / scale)],
            Deviation = [.. deviations.Select(deviation => deviation / scale)],
        };
    }
}
