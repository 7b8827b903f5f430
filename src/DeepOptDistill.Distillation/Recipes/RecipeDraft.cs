using System.Globalization;
using System.Text;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Images;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>A first recipe for somebody's own files, with a word behind each line, and a small student that fits them.</summary>
/// <param name="Recipe">Text of the recipe.</param>
/// <param name="Student">Text of the student that it names.</param>
public sealed record RecipeDraft(string Recipe, string Student)
{
    /// <summary>What to do with the recipe next: <c>check</c>, or <c>train</c> where it names no teachers.</summary>
    public string Next { get; private init; } = "check";

    /// <summary>What the data were taken for, as a sentence.</summary>
    public string Taken { get; private init; } = "";

    /// <summary>Name of the student's file, beside the recipe.</summary>
    public const string StudentFile = "student.yaml";

    private const int LargestSize = 64;
    private static readonly (int Channels, int Stride)[] Convolutions = [(16, 1), (24, 2), (24, 1), (32, 2), (32, 1)];
    private static readonly string[] Labels = ["label", "class", "target", "category"];

    /// <summary>Drafts a recipe; the data are read, so that the student fits them.</summary>
    /// <param name="sources">One folder of images, table or name of a data set, and any number of ONNX files or folders with a
    /// teacher.yaml.</param>
    /// <param name="workplace">Where names are looked up.</param>
    /// <param name="folder">Folder of the recipe's file: what lies in it is named from there, so that the folder may move.</param>
    /// <param name="studentFile">The student's file, as the recipe names it.</param>
    /// <exception cref="InputException">There is no data, or more than one; the data cannot be read.</exception>
    public static RecipeDraft Of(IReadOnlyList<string> sources, Workplace workplace, string folder, string studentFile = StudentFile)
    {
        List<string> teachers = [.. sources.Where(source => IsTeacher(source, workplace))],
            data = [.. sources.Except(teachers)];
        if (data.Count > 1 || data.TrueForAll(source => Path.GetExtension(source).Length == 0 && !source.StartsWith('{')))
            InputException.ThrowIfAny([.. data.Where(source => !Path.Exists(source)).SelectMany(source => Missing(source, workplace))]);
        if (data.Count > 1)
            throw new InputException(
                new Problem(
                    "init",
                    $"{data.Count} sources of data: {string.Join(", ", data)}",
                    "one folder of images, table, or name of a data set, beside the teachers",
                    "Example: deepopt init photos big-one.onnx."
                )
            );
        // One that is not there, or no network, is told before anything is written.
        foreach (var teacher in teachers)
            DeclaredBy(teacher, workplace);
        var (line, spec) = data.Count == 1 ? Data(data[0], teachers, workplace, folder) : BuiltIn(teachers, workplace);
        var dataset = spec?.Load(workplace.Data) ?? NamedDataset.Load(line, workplace);
        if (data.Count == 0 || spec is null)
            (line, dataset) = Apart(line, dataset, teachers, workplace);
        var name = $"{NameOf(data.Count == 1 ? data[0] : dataset.Name)}-student";
        return new RecipeDraft(RecipeText(line, teachers, dataset, folder, studentFile), StudentText(name, dataset))
        {
            Next = NextOf(teachers),
            Taken = TakenFor(dataset, spec),
        };
    }

    /// <summary>
    /// A named data set with its last training samples for validation, where teachers learned from those that it holds back otherwise.
    /// </summary>
    private static (string Line, Dataset Data) Apart(string line, Dataset dataset, IReadOnlyList<string> teachers, Workplace workplace)
    {
        if (!Knows(teachers, dataset, workplace))
            return (line, dataset);
        var tail = $"{{ {dataset.Name}: {{ split: tail }} }}";
        var other = NamedDataset.Load(tail, workplace);
        if (Knows(teachers, other, workplace))
            return (line, dataset);
        var word = line.Split("   # ") is [_, var said] ? $"; {said}" : "";
        return ($"{tail}   # validated on the last samples, as the teachers learned from the others{word}", other);
    }

    private static IEnumerable<Problem> Missing(string source, Workplace workplace)
    {
        if (NamedDataset.Names.Contains(source))
            yield break;
        yield return new Problem(
            $"init, {source}",
            "no such file or folder",
            "a folder of images, a table, an ONNX file, a finished run, or the name of a data set or teacher",
            Nearest.Remedy(source, [.. workplace.Names("teachers", TeacherReader.FileName), .. NamedDataset.Names])
        );
    }

    private static bool Knows(IReadOnlyList<string> teachers, Dataset dataset, Workplace workplace)
    {
        var own = SampleLedger.Of(dataset.Train);
        return teachers
            .Select(teacher => new TeacherReader(workplace).Find(teacher))
            .Any(found =>
                LearnedSamples.FileOf(found.Spec) is { } file
                && SampleLedger.Read(Path.Combine(found.Folder, file)).Known(dataset.Validation, own) > 0
            );
    }

    /// <summary>A name for what is learned from a file or folder: its own, in small letters.</summary>
    private static string NameOf(string source)
    {
        var last = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
        var letters = last.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        return string.Concat(letters).Trim('-') is { Length: > 0 } name ? name : "my";
    }

    private static string TakenFor(Dataset dataset, DatasetSpec? spec)
    {
        if (spec is not TableDataset table)
            return Text($"{dataset.Name}: {ToldOf(dataset)}, {dataset.Train.Count:#,0} training {dataset.Shape.Noun}. ");
        var others = Noun.Counted(dataset.Shape.Columns!.Held.Count(), "other column");
        return $"The table's '{table.Label ?? table.Values[0]}' is taken as what is told ({ToldOf(dataset)}), {others} as inputs: "
            + "change 'label' or 'values' of the recipe where that is wrong"
            + LeftOut(table.Ignore)
            + ". "
            + string.Concat(dataset.Train.Warnings.Select(word => $"{word} "));
    }

    private static string LeftOut(IReadOnlyList<string> columns) =>
        columns.Count == 0 ? "" : $"; left out, as they number the rows or hold dates of unknown form: {string.Join(", ", columns)}";

    private static string ToldOf(Dataset dataset) =>
        dataset.Task == TaskKind.Values ? "a number" : Noun.Counted(dataset.Classes.Count, "class");

    private static string StepsOf(IReadOnlyList<string> teachers) =>
        teachers.Count == 0 ? "deepopt train THIS FILE" : "deepopt check THIS FILE, then deepopt distill THIS FILE";

    private static string NextOf(IReadOnlyList<string> teachers) => teachers.Count == 0 ? "train" : "check";

    private static bool IsTeacher(string source, Workplace workplace) =>
        IsFile(source) || workplace.Find("teachers", source, TeacherReader.FileName) is not null;

    private static bool IsFile(string source) =>
        source.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(source, TeacherReader.FileName));

    /// <summary>Networks alone: the built-in data set, where they take its images, so that the recipe runs before there are data.</summary>
    private static (string, DatasetSpec) BuiltIn(IReadOnlyList<string> teachers, Workplace workplace)
    {
        var (builtIn, said) = (new FashionMnistSmall(), teachers.Select(teacher => DeclaredBy(teacher, workplace)).ToList());
        if (said.All(one => one is { Images: { Channels: 1, Height: 28, Width: 28 }, Classes: 10 }))
            return ("fashion-mnist-small   # built in, to begin with; put your own data here: deepopt list datasets", builtIn);
        var shape = said.Select(one => one.Images).FirstOrDefault(images => images is not null);
        throw new InputException(
            new Problem(
                "init",
                "no data",
                shape is null
                    ? "a table or a folder of images beside the teachers"
                    : $"a folder of images beside the teachers, which take {shape}",
                $"Name it: deepopt init {(shape is null ? "TABLE.csv" : "FOLDER")} {string.Join(' ', teachers)}."
            )
        );
    }

    private static (string Line, DatasetSpec? Spec) Data(string source, IReadOnlyList<string> teachers, Workplace workplace, string recipes)
    {
        var full = Path.GetFullPath(source);
        if (Path.GetExtension(source) is ".yaml" or ".yml")
            throw new InputException(
                new Problem(
                    "init",
                    $"the file {source}, a recipe or description",
                    "a folder of images, a table, or the name of a data set",
                    "A recipe that is there already needs no other: deepopt check FILE."
                )
            );
        if (Directory.Exists(source))
            return OfFolder(full, teachers, workplace, recipes);
        if (File.Exists(source))
            return OfTable(full, recipes);
        if (Path.GetDirectoryName(full) is { } around && Directory.Exists(around) && (source.Contains('/') || Path.HasExtension(source)))
            throw new InputException(
                new Problem(
                    "init",
                    $"no file or folder {source}",
                    "a folder of images, a table, or the name of a data set",
                    Nearest.Remedy(
                        Path.GetFileName(full),
                        Directory.EnumerateFileSystemEntries(around).Select(entry => Path.GetFileName(entry))
                    )
                )
            );
        return (source, null);
    }

    /// <summary>A folder with a folder for each class, or with such folders for training and test.</summary>
    private static (string, DatasetSpec) OfFolder(string folder, IReadOnlyList<string> teachers, Workplace workplace, string recipes)
    {
        var (train, test) = (
            Path.Combine(folder, "train"),
            new[] { "test", "val" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists)
        );
        var isDivided = Directory.Exists(train) && test is not null;
        int[] size =
            teachers.Select(teacher => SizeOf(teacher, workplace)).FirstOrDefault(found => found is not null)
            ?? SizeFor(isDivided ? train : folder);
        var spec = new ImageFolder
        {
            Train = isDivided ? train : folder,
            Test = isDivided ? test : null,
            Size = size,
        };
        spec = spec with { Grey = AreGrey(spec, teachers, workplace) };
        var parts = isDivided
            ? $"train: {PathOf(train, recipes)}, test: {PathOf(test!, recipes)}"
            : $"train: {PathOf(folder, recipes)}, test_share: 0.2";
        const string Said = "# a folder for each class; 'size' (height, width) is what all images become: larger is slower, and shows more";
        return ($"{{ image-folder: {{ {parts}, size: [{size[0]}, {size[1]}]{(spec.Grey ? ", grey: true" : "")} }} }}   {Said}", spec);
    }

    /// <summary>
    /// The size of the images, where most are alike and no larger than a first training should be; else a square that most cover.
    /// </summary>
    private static int[] SizeFor(string folder)
    {
        const int Looked = 200,
            Unit = 8,
            Smallest = 8;
        var sizes = ImageSizes.Of(folder, Looked);
        if (sizes.Count == 0)
            return [LargestSize, LargestSize];
        var usual = sizes.GroupBy(size => size).MaxBy(group => group.Count())!;
        if (2 * usual.Count() > sizes.Count && Math.Max(usual.Key.Height, usual.Key.Width) <= LargestSize)
            return [usual.Key.Height, usual.Key.Width];
        var shorter = sizes.Select(size => Math.Min(size.Height, size.Width)).Order().ElementAt(sizes.Count / 2);
        var side = Math.Clamp(shorter / Unit * Unit, Smallest, LargestSize);
        return [side, side];
    }

    /// <summary>Whether a teacher takes one channel, or the first images have three that are the same.</summary>
    private static bool AreGrey(ImageFolder spec, IReadOnlyList<string> teachers, Workplace workplace)
    {
        const int Looked = 200;
        var channels = teachers.Select(teacher => DeclaredBy(teacher, workplace).Images?.Channels).OfType<int>().ToList();
        if (channels.Count > 0)
            return channels.All(count => count == 1);
        var images = spec.Load(workplace.Data).Train;
        return Enumerable
            .Range(0, Math.Min(Looked, images.Count))
            .All(sample =>
            {
                var image = images.Image(sample);
                var area = images.Shape.Height * images.Shape.Width;
                return image[..area].SequenceEqual(image.Slice(area, area)) && image[..area].SequenceEqual(image.Slice(2 * area, area));
            });
    }

    private static int[]? SizeOf(string teacher, Workplace workplace) =>
        DeclaredBy(teacher, workplace).Images is { IsRow: false } shape ? [shape.Height, shape.Width] : null;

    private static Declared DeclaredBy(string teacher, Workplace workplace)
    {
        var (spec, folder) = new TeacherReader(workplace).Find(teacher);
        return Declared.Of(spec, OnnxModel.Read(Path.Combine(folder, spec.Model)));
    }

    private static (string, DatasetSpec) OfTable(string file, string recipes)
    {
        var format = FormatOf(file);
        var reading = new TableReading([], []) { Format = format, Option = key => $"'{key}' of the recipe's table" };
        var dates = TableFile.DatesOfUnsaidForm(file, reading);
        var (table, gaps) = Read(file, reading with { Ignored = dates });
        var names = table.Columns.Select(column => column.Name).ToList();
        var told = names.FirstOrDefault(name => Labels.Contains(name.ToLowerInvariant())) ?? names[^1];
        List<string> numbering =
        [
            .. table.Columns.Where(column => column.Name != told && RowNumbers.Are(column)).Select(column => column.Name),
        ];
        if (numbering.Count == names.Count - 1)
            numbering = [];
        var isValue = table.Columns.Single(column => column.Name == told) is ContinuousColumn numbers && AreValues(numbers.Values);
        var spec = new TableDataset
        {
            Train = file,
            Label = isValue ? null : told,
            Values = isValue ? [told] : [],
            Separator = TableFormat.Word(format.Separator),
            Decimal = format.Decimal.ToString(),
            Gaps = gaps,
            Ignore = [.. dates, .. numbering],
        };
        var filled = gaps == GapRule.Refuse ? "" : ", gaps: median";
        var left = spec.Ignore.Count == 0 ? "" : $", ignore: [{string.Join(", ", spec.Ignore.Select(Quoted))}]";
        var how =
            dates.Count == 0
                ? ""
                : $"; dates are read once their form is said: dates: [{string.Join(", ", dates.Select(Quoted))}], date_format: '%d.%m.%Y'";
        var spelt = format == new TableFormat() ? "" : $", separator: '{spec.Separator}', decimal: '{spec.Decimal}'";
        var what = isValue ? $"values: [{Quoted(told)}]" : $"label: {Quoted(told)}";
        const string Said = "# what is told: 'label' one class, 'labels' several, 'values' numbers; leave columns out by 'ignore'";
        return ($"{{ table: {{ train: {PathOf(file, recipes)}, {what}, test_share: 0.2{filled}{left}{spelt} }} }}   {Said}{how}", spec);
    }

    /// <summary>
    /// Whether numbers are amounts rather than numbered classes: fractions, or more of them than classes have rows to learn from.
    /// </summary>
    private static bool AreValues(ReadOnlySpan<double> numbers)
    {
        const int Few = 20;
        var distinct = new HashSet<double>();
        foreach (var number in numbers)
        {
            if (number != Math.Floor(number))
                return true;
            distinct.Add(number);
        }
        return distinct.Count > Few && numbers.Length < Few * (long)distinct.Count;
    }

    /// <summary>The table; where it cannot be read as it is, with its gaps filled in.</summary>
    private static (Table, GapRule) Read(string file, TableReading reading)
    {
        try
        {
            return (TableFile.Read(file, reading).Table, GapRule.Refuse);
        }
        catch (InputException)
        {
            return (TableFile.Read(file, reading with { Gaps = GapRule.Median }).Table, GapRule.Median);
        }
    }

    /// <summary>How a CSV file looks to be spelt, by its first two lines.</summary>
    private static TableFormat FormatOf(string file)
    {
        if (file.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            return new TableFormat();
        var lines = File.ReadLines(file).Take(2).ToList();
        if (lines.Count < 2 || lines[0].Contains(','))
            return new TableFormat();
        var separator = new[] { ';', '\t', '|' }.FirstOrDefault(one => lines[0].Contains(one), ',');
        return new TableFormat(separator, separator != ',' && lines[1].Contains(',') ? ',' : '.');
    }

    private static string RecipeText(string data, IReadOnlyList<string> teachers, Dataset dataset, string folder, string student) =>
        Text(
            $$"""
            # Written by 'deepopt init'. Next: {{StepsOf(teachers)}} --out run
            dataset: {{data}}
            {{TeachersOf(teachers, folder)}}
            student: {{student}}   # or a name that 'deepopt plan' designs for a budget
            batch: {{BatchOf(dataset)}}   # {{dataset.Shape.Noun}} in a step
            {{AugmentationsOf(dataset)}}
            stages:
              - name: distill
                epochs: {{EpochsOf(dataset)}}   # passes over the training {{dataset.Shape.Noun}}; more are better, and take longer
                loss: {{LossOf(dataset, teachers.Count > 0)}}
                optimizer: { adam: { rate: 2e-3 } }   # others: deepopt list optimizers
                schedule: warmup-cosine   # from the rate down to 0

            """
        );

    private static string TeachersOf(IReadOnlyList<string> teachers, string folder) =>
        teachers.Count == 0
            ? "# teachers: [ { path: big-one.onnx } ]   # without teachers: deepopt train"
            : $"teachers: [ {string.Join(", ", teachers.Select(teacher => Reference(teacher, folder)))} ]";

    private static string Reference(string teacher, string folder) =>
        IsFile(teacher) ? $"{{ path: {PathOf(Path.GetFullPath(teacher), folder)} }}" : $"{{ name: {Quoted(teacher)} }}";

    /// <summary>A path from the recipe's folder where it lies in there, else the whole one.</summary>
    private static string PathOf(string full, string folder)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(folder), full);
        return Quoted(Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? full : relative);
    }

    private static string AugmentationsOf(Dataset dataset) =>
        dataset.Shape.IsRow
            ? "# augmentations are for images"
            : "augmentations: [ { pad-and-crop: { pad: 2 } }, horizontal-flip ]   # leave the flip out where left and right differ";

    private static int BatchOf(Dataset dataset) => Math.Clamp(dataset.Train.Count / 20, 2, 128);

    /// <summary>So many that a small set has steps enough to learn from.</summary>
    private static int EpochsOf(Dataset dataset)
    {
        const int Least = 20,
            Most = 100,
            Steps = 2000;
        return Math.Clamp((int)Math.Ceiling(Steps / (double)Math.Max(1, dataset.Train.Count / BatchOf(dataset))), Least, Most);
    }

    private static string LossOf(Dataset dataset, bool isTaught) =>
        (dataset.Task, isTaught) switch
        {
            (TaskKind.Values, true) =>
                "[ { logit-regression: { normalized: true } }, { squared-error: { weight: 0.2 } } ]   # teachers and data",
            (TaskKind.Values, false) => "[ squared-error: {} ]   # the data alone",
            (_, true) => $"[ {{ soft-target: {{ temperature: {(dataset.Shape.IsRow ? 1 : 4)}, weight: 0.9 }} }}, {{ cross-entropy: {{ "
                + $"weight: 0.1 }} }} ]   # teachers and labels",
            _ => "[ cross-entropy: {} ]   # labels alone",
        };

    private static string StudentText(string name, Dataset dataset) =>
        dataset.Shape.IsRow ? OfRows(name, dataset) : OfImages(name, dataset);

    private static string OfRows(string name, Dataset dataset) =>
        Text(
            $$"""
            name: {{name}}
            summary: two layers of 64 units
            input: { shape: [{{dataset.Shape.Size}}], preprocessing: [ standardize ] }
            layers:
              - linear: { features: 64 }
              - relu
              - linear: { features: 64 }
              - relu
              - linear: { features: {{dataset.Classes.Count}} }

            """
        );

    private static string OfImages(string name, Dataset dataset) =>
        Text(
            $$"""
            name: {{name}}
            summary: five convolutions
            input: { shape: [{{dataset.Shape.Channels}}, {{dataset.Shape.Height}}, {{dataset.Shape.Width}}] }
            layers:
            {{string.Concat(Convolutions.Select(Convolution))}}  - global-average-pool
              - linear: { features: {{dataset.Classes.Count}} }

            """
        );

    private static string Convolution((int Channels, int Stride) layer) =>
        Text($"  - conv: {{ channels: {layer.Channels}, stride: {layer.Stride}, padding: 1 }}\n  - batch-norm\n  - relu\n");

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
