using System.Text.Json;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.EngineTests.Cli;
using DeepOptDistill.Specs;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Teachers that number words in an order of their own answer as scikit-learn does (scripts/reference/ordinal_teachers.py), once
/// teacher.yaml says the order.
/// </summary>
public sealed class WordOrderTests
{
    private const string Said = "categories: { colour: [red, amber, green, blue] }";
    private static readonly string Folder = Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Tables");
    private static readonly SampleSet Rows = Load("rows.csv"),
        Strange = Load("strange.csv");
    private static readonly Dictionary<string, double[]> Expected = JsonSerializer.Deserialize<Dictionary<string, double[]>>(
        File.ReadAllText(Path.Combine(Folder, "ordered.json"))
    )!;

    [Theory]
    [InlineData("ordered", "rows", $"input: {{ {Said} }}")]
    [InlineData("ordered-columns", "rows", $"input: {{ {Said} }}")]
    [InlineData("ordered", "strange", $"input: {{ {Said}, unknown_code: -1 }}")]
    [InlineData("ordered-columns", "strange", $"input: {{ {Said}, unknown_code: -1 }}")]
    public void AnswersAsScikitLearnDoes(string model, string rows, string input)
    {
        var chances = Chances(Spec(model, input), rows == "rows" ? Rows : Strange);
        for (var i = 0; i < chances.Length; i++)
            Assert.Equal(Expected[rows][i], chances[i], 2e-5);
    }

    /// <summary>What the test above tells apart: in the data's own order half of the answers are others.</summary>
    [Fact]
    public void InAnotherOrderTheAnswersAreOthers() =>
        Assert.True(
            Chances(Spec("ordered", "input: {}"), Rows).Zip(Expected["rows"]).Count(pair => Math.Abs(pair.First - pair.Second) > 0.01) > 60
        );

    /// <summary>A word that only the test file holds is in no column of the rows: it is what the teacher takes for unknown ones.</summary>
    [Fact]
    public void AWordOfTheTestFileAloneIsUnknown()
    {
        var test = (
            new TableDataset
            {
                Train = "rows.csv",
                Test = "strange.csv",
                Label = "bought",
                Validation = 0,
            }
        ).Load(new DataFolder(Folder), new Seed(1)).Test;
        Assert.Equal(5, test.Shape.Size);
        var chances = Chances(Spec("ordered", $"input: {{ {Said}, unknown_code: -1 }}"), test);
        for (var i = 0; i < chances.Length; i++)
            Assert.Equal(Expected["strange"][i], chances[i], 2e-5);
    }

    /// <summary>Numbers of words that nobody has said are a guess, and told to be one.</summary>
    [Theory]
    [InlineData("input: {}", true)]
    [InlineData($"input: {{ {Said} }}", false)]
    public void AGuessedOrderIsTold(string input, bool isGuessed)
    {
        var said = Spec("ordered", input);
        var note = GuessedWords.Note(said, Open("ordered", input, Rows, teacher => teacher.Spec));
        if (isGuessed)
            Assert.Contains("the words of colour is not said", note, StringComparison.Ordinal);
        else
            Assert.Null(note);
    }

    [Fact]
    public void OnlyAnotherOrderChangesTheKey()
    {
        string Key(string input) => Open("codes", input, Rows, teacher => teacher.Key);
        var plain = Key("input: {}");
        Assert.Equal(plain, Key("input: { categories: { colour: [blue, green, red] } }"));
        Assert.Equal(plain, Key("input: { categories: { colour: [blue, green, red, amber] } }"));
        string[] others =
        [
            Key("input: { categories: { colour: [red, green, blue] } }"),
            Key("input: { categories: { colour: [green, blue, red] } }"),
            Key("input: { categories: { colour: [blue, green, red] }, unknown_code: -2 }"),
        ];
        Assert.Equal(4, others.Append(plain).Distinct().Count());
    }

    /// <summary>What a teacher's description says in full has the order, also where it is the data's, and opens the same teacher.</summary>
    [Theory]
    [InlineData("codes", "input: {}", "categories: { colour: [blue, green, red] }")]
    [InlineData("ordered", $"input: {{ {Said} }}", Said)]
    [InlineData("ordered-columns", $"input: {{ {Said} }}", Said)]
    public void TheOrderIsPartOfTheDescription(string model, string input, string expected)
    {
        var (spec, key) = Open(model, input, Rows, teacher => (teacher.Spec, teacher.Key));
        Assert.Contains(expected, TeacherLines.Of(spec.Input), StringComparison.Ordinal);
        Assert.Equal(key, Open(model, TeacherLines.Of(spec.Input), Rows, teacher => teacher.Key));
    }

    [Fact]
    public void ColumnsOfWordsThatAreOneHotHaveNone() =>
        Assert.DoesNotContain(
            "categories",
            Open("one-logit", "input: {}", Rows, teacher => TeacherLines.Of(teacher.Spec.Input)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        "ordered",
        "categories: { color: [red, green, blue] }",
        "input.categories.color: found column 'color'; expected a column of words of the table: colour. Did you mean 'colour'?"
    )]
    [InlineData(
        "ordered",
        "categories: { size: [red] }",
        "found column 'size' of numbers; expected a column of words. Call it nominal in the data set, nominal: [size]"
    )]
    [InlineData(
        "ordered",
        "categories: { colour: [red, green, bleu] }",
        "input.categories.colour: found 'blue' in the data; expected one of red, green, bleu. Did you mean 'bleu'? Correct the list, "
            + "leave such rows out, or say what the teacher takes for words that it does not know: unknown_code: -1."
    )]
    [InlineData("ordered", "categories: { colour: [red, green, red, blue] }", "found 'red' 2 times; expected every word once")]
    [InlineData(
        "ordered",
        "categories: { colour: [red, green, blue] }, unknown_code: 1",
        "found unknown_code 1, which is that of 'green'; expected a number that no word has"
    )]
    [InlineData("ordered", "unknown_code: -1", "input.unknown_code: found -1 without categories")]
    [InlineData("one-logit", Said, "It takes one number a word (one-hot): remove categories from teacher.yaml.")]
    [InlineData(
        "columns-2",
        Said,
        "input 'colour' of text; expected numbers, as the order of the words of column 'colour' is said. Leave the column out of categories"
    )]
    [InlineData(
        "ordered-columns",
        "scale: 1",
        "input 'colour' of numbers; expected text, as column 'colour' holds. If it takes numbers of words, say their order: input: { "
            + "categories: { colour: [ … ] } }."
    )]
    public void WhatIsNoOrderOfTheWordsIsRefused(string model, string input, string message)
    {
        var error = Assert.Throws<InputException>(() => Open(model, $"input: {{ {input} }}", Rows, _ => 0));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Single(error.Problems);
    }

    [Fact]
    public void ImagesHaveNoWords()
    {
        var spec = new TeacherSpec { Name = "a", Input = Spec("a", $"input: {{ {Said} }}").Input };
        var error = Assert.Throws<InputException>(() =>
            Teacher.Open(spec, ShippedTeacher.Folder("fashion-cnn-a"), new SampleShape(1, 28, 28), 10, 1)
        );
        Assert.Contains(
            "found orders of words for images of 1×28×28; expected a data set of a table",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void InspectPrintsTheOrder()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Folder, "ordered.onnx"), folder.In("model.onnx"));
        File.WriteAllText(folder.In("teacher.yaml"), $"name: {Path.GetFileName(folder.Path)}\ninput: {{ {Said} }}\n");
        var alone = DeepOpt.Run(folder.Path, "inspect", ".");
        Assert.True(alone.Code == 0, alone.Errors);
        Assert.Contains(Said, alone.Output, StringComparison.Ordinal);
        var asked = DeepOpt.Run(
            folder.Path,
            "inspect",
            ".",
            "--data-set",
            $"{{ table: {{ train: '{Folder}/rows.csv', test: '{Folder}/rows.csv', label: bought }} }}"
        );
        Assert.True(asked.Code == 0, asked.Errors);
        Assert.Contains(Said, asked.Output, StringComparison.Ordinal);
        Assert.Contains("Accuracy 95.00 % on 200 test samples; nothing wrong was found.", asked.Output, StringComparison.Ordinal);
    }

    private static SampleSet Load(string file) =>
        new TableDataset
        {
            Train = file,
            Test = file,
            Label = "bought",
            Validation = 0,
        }
            .Load(new DataFolder(Folder), new Seed(1))
            .Train;

    private static TeacherSpec Spec(string model, string input) =>
        SpecFile.Parse<TeacherSpec>($"name: t\nmodel: {model}.onnx\n{input}\n", "teacher.yaml", Kinds.All).Value;

    private static T Open<T>(string model, string input, SampleSet rows, Func<Teacher, T> take)
    {
        using var teacher = Teacher.Open(Spec(model, input), Folder, rows.Shape, rows.Classes, threads: 1);
        return take(teacher);
    }

    private static double[] Chances(TeacherSpec spec, SampleSet rows)
    {
        using var teacher = Teacher.Open(spec, Folder, rows.Shape, rows.Classes, threads: 1);
        var logits = new float[rows.Count * 2];
        teacher.Answer(rows, rows.Count, logits);
        return [.. Enumerable.Range(0, rows.Count).Select(i => 1 / (1 + Math.Exp(logits[2 * i] - logits[(2 * i) + 1])))];
    }
}
