using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Distillation.Runs;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;

namespace DeepOptDistill.EngineTests.Distillation;

/// <summary>
/// A network that gives probability 0 to a label: its likelihood is infinite, and the report says how many such labels there are.
/// </summary>
public sealed class ImpossibleLabelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void LabelsOfProbabilityZeroAreToldByNumber(int impossible)
    {
        const int Rows = 40;
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        var rows = Enumerable.Range(0, Rows).Select(i => $"{i % 2},{1 - (i % 2)},{(i < impossible ? i + 1 : i) % 2}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded();
        var record = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1);
        var said = record.Caveats.Where(caveat => caveat.Contains("probability 0", StringComparison.Ordinal));
        Assert.Equal(1 - (impossible / (double)Rows), record.Accuracy!.Value, 1e-12);
        Assert.Equal(impossible * -Teacher.LowestLogit / Rows, record.NegativeLogLikelihood!.Value, 1e-4);
        if (impossible == 0)
            Assert.Empty(said);
        else
            Assert.Contains($"the label of {impossible} rows: they count", Assert.Single(said), StringComparison.Ordinal);
    }

    /// <summary>Logits of any size are no probabilities: a label far below another one is not one of probability 0.</summary>
    [Fact]
    public void LargeLogitsAreNoProbabilitiesOfZero()
    {
        var graph = new GraphBuilder("loud");
        graph.Output(
            graph.Node("MatMul", "logits", [graph.Input("x", null, 2), graph.Constant("w", [-400f, -420, -420, -400], 2, 2)]),
            "logits",
            null,
            2
        );
        graph.Build().Write(folder.In("loud.onnx"));
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)},{(i < 10 ? i : i + 1) % 2}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded();
        var record = Evaluator.Of(folder.In("loud.onnx"), data.Test, Tiny.Place(folder), 1);
        Assert.Equal(5, record.NegativeLogLikelihood!.Value, 1e-6);
        Assert.DoesNotContain(record.Caveats, caveat => caveat.Contains("probability 0", StringComparison.Ordinal));
    }

    /// <summary>Of samples of one class nobody can do better than who always names it: that is no fault.</summary>
    [Fact]
    public void OneClassAloneIsNoFault()
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        var rows = Enumerable.Range(0, 40).Select(i => $"{(i < 4 ? 0 : 1)},{(i < 4 ? 1 : 0)},1");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n0,1,0\n{string.Join('\n', rows)}\n");
        File.WriteAllText(folder.In("ones.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded("ones.csv");
        var record = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1);
        Assert.Equal(0.9, record.Accuracy!.Value, 1e-9);
        Assert.DoesNotContain(record.Caveats, caveat => caveat.Contains("near-chance", StringComparison.Ordinal));
    }

    /// <summary>A network of other classes altogether: one line says so.</summary>
    [Fact]
    public void OtherClassesAltogetherAreToldOnce()
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        File.WriteAllText(folder.In("sure.yaml"), "name: sure\nmodel: sure.onnx\noutput: { classes: [cat, ship] }\n");
        File.WriteAllText(
            folder.In("t.csv"),
            "a,b,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"0,1,{(i % 2 == 0 ? "even" : "odd")}\n"))
        );
        var data = Loaded();
        var refused = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1));
        Assert.Equal("a network of cat, ship, of which the data have none", Assert.Single(refused.Problems).Found);
    }

    /// <summary>A class that the network was never told of is named, with the rows that count as wrong for it.</summary>
    [Fact]
    public void AnUnknownClassIsNamed()
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        File.WriteAllText(folder.In("sure.yaml"), "name: sure\nmodel: sure.onnx\noutput: { classes: [even, odd] }\n");
        var rows = Enumerable
            .Range(0, 40)
            .Select(i => $"{i % 2},{1 - (i % 2)},{(i < 3 ? "zebra" : i % 2 == 0 ? "even" : "odd")}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded();
        var record = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1);
        Assert.Contains("sure does not know 1 class of the data (zebra): their 3 rows count as wrong.", record.Caveats);
        Assert.Equal(37 / 40.0, record.Accuracy!.Value, 1e-12);
    }

    /// <summary>A name is proposed where it is near, and not because it is as short: 'none' would leave a class out.</summary>
    [Theory]
    [InlineData("no, yes", "Name the data that it learned from. Where the data call the same classes otherwise, write their names there.")]
    [InlineData("Even, Odd", "Did you mean 'even'?")]
    [InlineData("ads, even", "Where the data have no such class, write 'none' in its place.")]
    [InlineData("Even, odd", "Did you mean 'even'?")]
    public void OnlyANearClassIsProposed(string classes, string remedy)
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        var quoted = string.Join(", ", classes.Split(", ").Select(word => $"'{word}'"));
        File.WriteAllText(folder.In("sure.yaml"), $"name: sure\nmodel: sure.onnx\noutput: {{ classes: [{quoted}] }}\n");
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)},{(i % 2 == 0 ? "even" : "odd")}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("t.csv"),
            Label = "label",
            Validation = 0,
        };
        var refused = Assert.Throws<InputException>(() =>
            Evaluator.Of(folder.In("sure.onnx"), data.Load(new(folder.Path), new Core.Seed(1)).Test, Tiny.Place(folder), 1)
        );
        Assert.Equal(remedy, refused.Problems[0].Remedy);
    }

    /// <summary>Gaps that are filled by other medians than those that a network learned with are other rows to it.</summary>
    [Theory]
    [InlineData(
        "a=7",
        "sure learned with gaps filled in by a=7, and here they are filled in by a=1, the medians of other rows: its "
            + "answers to rows with gaps may be others. To fill them as then, load them together with those that it learned "
            + "from: 'train' the rows that it learned from, 'test' the new ones."
    )]
    [InlineData("a=1", null)]
    public void OtherMediansAreTold(string learned, string? said)
    {
        var model = Sure().Proto.Clone();
        model.MetadataProps.Add(
            new DeepOptDistill.Onnx.Proto.StringStringEntryProto { Key = FeatureNames.GapsKey, Value = $"{learned}\nb=1" }
        );
        new OnnxModel(model).Write(folder.In("sure.onnx"));
        var rows = Enumerable
            .Range(0, 41)
            .Select(i => $"{(i == 5 ? "" : i % 3 == 0 ? 0 : 1)},1,{i % 2}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("t.csv"),
            Label = "label",
            Validation = 0,
            Gaps = DeepOptDistill.Data.Tables.GapRule.Median,
        }.Load(new(folder.Path), new Core.Seed(1));
        var caveats = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1).Caveats;
        Assert.Equal(said is null ? [] : [said], caveats.Where(caveat => caveat.Contains("gaps", StringComparison.Ordinal)));
    }

    /// <summary>Other medians matter where something was filled in: in the training rows, or in a test file of its own.</summary>
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void OtherMediansMatterWhereThereAreGaps(bool inTrain, bool inTest, bool told)
    {
        var model = Sure().Proto.Clone();
        model.MetadataProps.Add(new DeepOptDistill.Onnx.Proto.StringStringEntryProto { Key = FeatureNames.GapsKey, Value = "a=7\nb=7" });
        new OnnxModel(model).Write(folder.In("sure.onnx"));
        foreach (var (name, hasGap) in new[] { ("t.csv", inTrain), ("ones.csv", inTest) })
        {
            var rows = Enumerable
                .Range(0, 41)
                .Select(i => $"{(hasGap && i == 5 ? "" : i % 3 == 0 ? 0 : 1)},1,{i % 2}");
            File.WriteAllText(folder.In(name), $"a,b,label\n{string.Join('\n', rows)}\n");
        }
        var data = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("ones.csv"),
            Label = "label",
            Validation = 0,
            Gaps = DeepOptDistill.Data.Tables.GapRule.Median,
        }.Load(new(folder.Path), new Core.Seed(1));
        var caveats = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1).Caveats;
        Assert.Equal(told, caveats.Any(caveat => caveat.StartsWith("sure learned with gaps filled in by a=7,", StringComparison.Ordinal)));
    }

    /// <summary>What was learned as a, b answers rows of b, a likewise: the file names its columns, and so do problems of others.</summary>
    [Fact]
    public void ColumnsAreFoundByName()
    {
        var model = Sure().Proto.Clone();
        model.MetadataProps.Add(new DeepOptDistill.Onnx.Proto.StringStringEntryProto { Key = FeatureNames.MetadataKey, Value = "a\nb" });
        new OnnxModel(model).Write(folder.In("sure.onnx"));
        Assert.Equal(1, Evaluator.Of(folder.In("sure.onnx"), Of("a,b"), Tiny.Place(folder), 1).Accuracy);
        // Here the names are exchanged and the numbers are not.
        Assert.Equal(0, Evaluator.Of(folder.In("sure.onnx"), Of("b,a"), Tiny.Place(folder), 1).Accuracy);

        // A word of its own makes a row longer.
        var longer = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), Of("a,c"), Tiny.Place(folder), 1));
        Assert.Equal("rows that lack 'b' and with 'c'", Assert.Single(longer.Problems).Found);
        Assert.Equal("Give the data the column 'b': it answers no row without it.", longer.Problems[0].Remedy);

        var more = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), Of("a,b,c", ",5"), Tiny.Place(folder), 1));
        Assert.Equal("Leave out what it does not know: ignore: ['c'].", Assert.Single(more.Problems).Remedy);

        // Of a table that has none of them no column can be left out.
        var other = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), Of("c,d"), Tiny.Place(folder), 1));
        Assert.Equal(
            "It learned from another table, of which nothing is here: name that one, or give these columns its names.",
            Assert.Single(other.Problems).Remedy
        );

        // A column of words and one of dates are several numbers, and one column each.
        model.MetadataProps[0].Value = "a\nregion=east\nregion=west\nsince\nsince.year";
        new OnnxModel(model).Write(folder.In("sure.onnx"));
        var words = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), Of("a,c"), Tiny.Place(folder), 1));
        Assert.Equal("Give the data the columns 'region', 'since': it answers no row without them.", words.Problems[0].Remedy);

        SampleSet Of(string columns, string more = "")
        {
            var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)}{more},{i % 2}");
            File.WriteAllText(folder.In("t.csv"), $"{columns},label\n{string.Join('\n', rows)}\n");
            return Loaded().Test;
        }
    }

    /// <summary>Where two files have one name, what is said of them names the file.</summary>
    [Fact]
    public void CaveatsNameTheFileWhereNamesAreShared()
    {
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)},{(i < 2 ? i + 1 : i) % 2}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var test = Loaded().Test;
        string[] files = [.. new[] { "one", "two" }.Select(name => folder.In(name, "sure.onnx"))];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Sure().ToBytes());
        }
        var records = Evaluator.All(files, test, Tiny.Place(folder), 1);
        Assert.Equal(files.Select(file => $"sure ({file})"), records.Select(record => record.Name));
        Assert.All(
            records,
            record =>
                Assert.Contains(record.Caveats, caveat => caveat.StartsWith($"{record.Name} gives probability 0", StringComparison.Ordinal))
        );
        Assert.Equal("sure", Assert.Single(Evaluator.All([files[0]], test, Tiny.Place(folder), 1)).Name);
    }

    /// <summary>
    /// A network that knows each class of the data and more is asked of these; one whose classes are named twice where another is missing
    /// is told.
    /// </summary>
    [Theory]
    [InlineData("even, odd, zebra", "sure knows 1 class that the data have not ('zebra'): they are left out of its answers.")]
    [InlineData(
        "even, even, none",
        "sure has several numbers for 'even' and none for 'odd': if that is not meant, correct output: { classes: [ … ] }."
    )]
    [InlineData("odd, even, none", "")]
    public void ClassesOfTheNetworkAloneAreTold(string classes, string said)
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure(3).ToBytes());
        File.WriteAllText(folder.In("sure.yaml"), $"name: sure\nmodel: sure.onnx\noutput: {{ classes: [{classes}] }}\n");
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)},{(i % 2 == 0 ? "even" : "odd")}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded();
        var record = Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1);
        var told = record.Caveats.Where(caveat =>
            caveat.Contains("sure knows", StringComparison.Ordinal) || caveat.Contains("sure has", StringComparison.Ordinal)
        );
        Assert.Equal(said.Length == 0 ? [] : [said], told);
        if (classes.Contains("zebra", StringComparison.Ordinal))
            Assert.Equal(1, record.Accuracy);
    }

    /// <summary>A network of classes asked for values: one line says so.</summary>
    [Fact]
    public void ANetworkOfClassesHasNoValues()
    {
        File.WriteAllBytes(folder.In("sure.onnx"), Sure().ToBytes());
        File.WriteAllText(folder.In("sure.yaml"), "name: sure\nmodel: sure.onnx\noutput: { classes: [no, yes] }\n");
        File.WriteAllText(folder.In("t.csv"), "a,b,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i},{i * 2}\n")));
        var data = new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In("t.csv"),
            Values = ["y"],
            Validation = 0,
        }.Load(new(folder.Path), new Core.Seed(1));
        var refused = Assert.Throws<InputException>(() => Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1));
        Assert.Equal("a network of classes (no, yes)", Assert.Single(refused.Problems).Found);
    }

    /// <summary>A file that names its classes, one of them otherwise than the data: its order would be a guess.</summary>
    [Theory]
    [InlineData("even\nodder", "class 2 that the file names: found class 'odder'")]
    [InlineData("odd\neven", null)]
    public void AFileWhoseClassesAreNamedOtherwiseIsRefused(string classes, string? said)
    {
        var model = Sure().Proto.Clone();
        model.MetadataProps.Add(new DeepOptDistill.Onnx.Proto.StringStringEntryProto { Key = ClassLabels.MetadataKey, Value = classes });
        new OnnxModel(model).Write(folder.In("sure.onnx"));
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 2},{1 - (i % 2)},{(i % 2 == 0 ? "even" : "odd")}");
        File.WriteAllText(folder.In("t.csv"), $"a,b,label\n{string.Join('\n', rows)}\n");
        var data = Loaded();
        double? Accuracy() => Evaluator.Of(folder.In("sure.onnx"), data.Test, Tiny.Place(folder), 1).Accuracy;
        if (said is null)
            Assert.Equal(0, Accuracy());
        else
            Assert.Contains(said, Assert.Throws<InputException>(() => Accuracy()).Message, StringComparison.Ordinal);
    }

    private Dataset Loaded(string test = "t.csv") =>
        new TableDataset
        {
            Train = folder.In("t.csv"),
            Test = folder.In(test),
            Label = "label",
            Validation = 0,
        }.Load(new(folder.Path), new Core.Seed(1));

    /// <summary>Class 0 with probability 1 where b is 1, class 1 where a is, and never another.</summary>
    private static OnnxModel Sure(int classes = 2)
    {
        var graph = new GraphBuilder("sure");
        float[] weights = classes == 2 ? [0f, 5000, 5000, 0] : [0f, 5000, -5000, 5000, 0, -5000];
        var turned = graph.Node("MatMul", "turned", [graph.Input("x", null, 2), graph.Constant("w", weights, 2, classes)]);
        graph.Output(graph.Node("Softmax", "probabilities", [turned], ("axis", 1)), "probabilities", null, classes);
        return graph.Build();
    }
}
