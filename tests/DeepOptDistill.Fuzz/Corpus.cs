using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Fuzz;

/// <summary>
/// Good files of every format: those of the tests, and a small data set with a teacher, a student and a recipe that is made in a folder.
/// </summary>
internal sealed class Corpus
{
    private const int Classes = 4,
        Side = 8,
        Train = 48,
        Test = 24;
    private readonly string repository;

    /// <param name="repository">Root of the repository.</param>
    /// <param name="folder">Where the made files lie.</param>
    public Corpus(string repository, string folder)
    {
        (this.repository, Folder) = (repository, folder);
        Directory.CreateDirectory(folder);
        foreach (var (part, count) in new[] { ("train", Train), ("test", Test) })
            WriteSamples(part, count);
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
            WriteArchive(level);
        WriteTeacher(In("teacher.onnx"));
        WriteDeepTeacher(In("deep.onnx"));
        WriteText(
            "student.yaml",
            $$"""
            name: s
            input: { shape: [1, {{Side}}, {{Side}}] }
            layers:
              - conv: { name: conv1, channels: 3, padding: 1 }
              - batch-norm
              - relu
              - global-average-pool
              - linear: { features: {{Classes}} }
            """
        );
        WriteText(
            "recipe.yaml",
            $$"""
            dataset: {{DataSet}}
            teachers: [ { path: teacher.onnx } ]
            student: student.yaml
            batch: 16
            stages:
              - name: d
                epochs: 2
                loss: [ { soft-target: { temperature: 2 } } ]
                optimizer: { adam: { rate: 1e-3 } }
            """
        );
        WriteText(
            "hints.yaml",
            $$"""
            dataset: {{DataSet}}
            teachers: [ { path: teacher.onnx }, { path: deep.onnx } ]
            student: student.yaml
            batch: 16
            views: 2
            features: cached
            augmentations: [ { pad-and-crop: { pad: 1 } } ]
            stages:
              - name: hint
                epochs: 2
                loss: [ { hint-mean: { teacher: deep/hinted, student: relu1 } } ]
                optimizer: { adam: { rate: 1e-3 } }
              - name: distill
                epochs: 2
                loss: [ { soft-target: { temperature: 2 } }, { cross-entropy: { weight: 0.1 } } ]
                optimizer: { adam: { rate: 1e-3 } }
            """
        );
        WriteText(
            "pupil.yaml",
            """
            dataset: DATA
            teachers: [ { path: run } ]
            student: student.yaml
            batch: 16
            stages:
              - name: d
                epochs: 1
                loss: [ { soft-target: { temperature: 2 } } ]
                optimizer: { adam: { rate: 1e-3 } }
            """.Replace("DATA", DataSet, StringComparison.Ordinal)
        );
        WriteText(
            "teacher.yaml",
            """
            name: t
            model: teacher.onnx
            input: { scale: 0.00392156862745098, mean: [0.3], deviation: [0.5] }
            output: { kind: logits, classes: [0, 1, 2, 3] }
            """
        );
        WriteText("table.csv", "a,b,colour,label\n" + string.Concat(Enumerable.Range(0, 40).Select(TableRow)));
    }

    /// <summary>The folder of the made files.</summary>
    public string Folder { get; }

    /// <summary>The made data set as a recipe names it.</summary>
    public string DataSet => Arrays(In("train.npy"), In("train-labels.npy"));

    /// <summary>A data set of these training samples, with the made test samples.</summary>
    public string Arrays(string samples, string labels)
    {
        var (train, test) = (
            $"train: \"{samples}\", train_labels: \"{labels}\"",
            $"test: \"{In("test.npy")}\", test_labels: \"{In("test-labels.npy")}\""
        );
        return $"{{ npy: {{ {train}, {test}, validation: 16 }} }}";
    }

    /// <summary>A made file.</summary>
    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>Files of the tests with an ending, in one order.</summary>
    public IReadOnlyList<string> Files(string below, string ending, long largest = 30_000) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(repository, below), "*" + ending, SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length <= largest && !file.Contains("bin", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A row with gaps among its numbers and separators within its words.</summary>
    private static string TableRow(int row)
    {
        var (number, word) = (row % 7 == 0 ? "" : $"{row % 5}", row % 3 == 0 ? "\"red, dark\"" : "blue");
        return string.Create(CultureInfo.InvariantCulture, $"{row * 0.5},{number},{word},{row % 2}\n");
    }

    private void WriteSamples(string part, int count)
    {
        var dice = new Dice((ulong)count);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % Classes)];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Range(0, Side * Side).Select(_ => (byte)((40 * label) + dice.Roll(60))))];
        File.WriteAllBytes(In(part + ".npy"), [.. NpyHeader("|u1", $"({count}, {Side}, {Side})"), .. pixels]);
        File.WriteAllBytes(
            In(part + "-labels.npy"),
            [.. NpyHeader("<i8", $"({count},)"), .. labels.SelectMany(label => BitConverter.GetBytes((long)label))]
        );
        File.WriteAllBytes(In(part + ".idx"), [0, 0, 8, 3, .. BigEndian(count), .. BigEndian(Side), .. BigEndian(Side), .. pixels]);
        File.WriteAllBytes(In(part + "-labels.idx"), [0, 0, 8, 1, .. BigEndian(count), .. labels.Select(label => (byte)label)]);
    }

    private void WriteArchive(CompressionLevel level)
    {
        using var archive = ZipFile.Open(In($"{level}.npz"), ZipArchiveMode.Create);
        foreach (var (file, name) in new[] { ("train.npy", "x.npy"), ("train-labels.npy", "y.npy") })
            archive.CreateEntryFromFile(In(file), name, level);
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] NpyHeader(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(text)];
    }

    private static void WriteTeacher(string path)
    {
        var graph = new GraphBuilder("teacher");
        graph.Input("image", null, 1, Side, Side);
        var flat = graph.Node("Flatten", "flat", ["image"]);
        var weights = graph.Constant(
            "weights",
            [.. Enumerable.Range(0, Side * Side * Classes).Select(i => MathF.Sin(i))],
            Side * Side,
            Classes
        );
        graph.Output(graph.Node("MatMul", "answer", [flat, weights]), "logits", null, Classes);
        graph.Build().Write(path);
    }

    /// <summary>A teacher with a tensor for hints.</summary>
    private static void WriteDeepTeacher(string path)
    {
        const int Channels = 3,
            Features = Channels * Side * Side;
        var graph = new GraphBuilder("deep");
        graph.Input("image", null, 1, Side, Side);
        var mixed = graph.Node("Conv", "mixed", ["image", graph.Constant("kernels", [1, -0.5f, 0.25f], Channels, 1, 1, 1)]);
        var flat = graph.Node("Flatten", "flat", [graph.Node("Relu", "hinted", [mixed])]);
        var weights = graph.Constant("weights", [.. Enumerable.Range(0, Features * Classes).Select(i => MathF.Cos(i))], Features, Classes);
        graph.Output(graph.Node("MatMul", "answer", [flat, weights]), "logits", null, Classes);
        graph.Build().Write(path);
    }

    private void WriteText(string name, string text) => File.WriteAllText(In(name), text);
}
