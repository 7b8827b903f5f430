using System.Text.Json;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>
/// Operators of opset 18 to the newest, in the form that is new in each: answers by PyTorch and NumPy, written by
/// <c>scripts/reference/opsets.py</c>.
/// </summary>
public sealed class OpsetTests
{
    private static readonly JsonElement Expected = JsonDocument
        .Parse(System.IO.File.ReadAllText(Path.Combine(Folder, "answers.json")))
        .RootElement;

    public static TheoryData<int> All => [.. Enumerable.Range(18, 9)];

    [Theory]
    [MemberData(nameof(All))]
    public void Logits_are_the_reference_s(int opset)
    {
        Assert.Equal(opset, Read(opset).Opset);
        // Steps of 1/1024 fall to either side where a number lies between two.
        BareRuntime.AssertClose(Answers($"opset{opset}"), Asked($"opset{opset}"), opset == 21 ? 1e-3 : 1e-5);
    }

    /// <summary>Eight-bit weights by channel and float16 between float32 ends, as quantizers and converters write them.</summary>
    [Theory]
    [InlineData("int8-channels", 60 + 970, (384 * 9) + 960)]
    [InlineData("float16-inside", 60 + 970, (384 * 9) + 960)]
    public void Compressed_files_are_read(string file, long parameters, long macs)
    {
        BareRuntime.AssertClose(Answers(file), Asked(file), 5e-3);
        var inspection = ModelInspection.Inspect(Path.Combine(Folder, file + ".onnx"));
        Assert.Equal((parameters, macs), (inspection.Parameters, inspection.Macs));
        Assert.Contains(
            "f",
            TapPoint.Of(OnnxModel.Read(Path.Combine(Folder, file + ".onnx")), ForeignFile.Grey, file).Select(tap => tap.Tensor)
        );
    }

    /// <summary>What is newer than the runtime is told as such, with what it takes.</summary>
    [Theory]
    [InlineData(27, 13, "opset 27", "opset 26 or older")]
    [InlineData(26, 99, "version 99 of the file format", "version 13 or older")]
    public void What_is_too_new_is_said(int opset, int format, string found, string expected)
    {
        using var folder = new TeacherFolder();
        var proto = Read(26).Proto.Clone();
        (proto.OpsetImport[0].Version, proto.IrVersion) = (opset, format);
        var problem = Assert.Single(
            Assert.Throws<InputException>(() => folder.With(new OnnxModel(proto)).Open(shape: ForeignFile.Grey)).Problems
        );
        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Expected, StringComparison.Ordinal);
        Assert.Contains("older", problem.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Counted by hand from the shapes.</summary>
    [Theory]
    [InlineData(18, 60 + 6 + 520, (384 * 9) + 510)]
    [InlineData(19, 40 + 1000 + 10, (256 * 9) + 1000)]
    [InlineData(20, 40 + 222 + 70, (256 * 9) + (216 * 36) + 60)]
    [InlineData(21, 60 + 12 + 960 + 10, (384 * 9) + 960)]
    [InlineData(22, 40 + 8 + 666 + 114 + 120 + 60, (256 * 9) + (1152 * 36) + (384 * 18) + (384 * 20) + 50)]
    [InlineData(23, 128 + 64 + 64 + 256 + 16 + 170, 1024 + 512 + 512 + (4 * 8 * 8 * (4 + 4)) + 2048 + 160)]
    [InlineData(24, 64 + 64 + 64 + 96 + 96 + 90, (3 * 512) + (2 * 8 * 8 * (4 + 4)) + 768 + 768 + 80)]
    [InlineData(25, 768 + 130, 768 + 120)]
    [InlineData(26, 40 + 650, (64 * 9) + 640)]
    public void Learned_numbers_and_work_are_counted(int opset, long parameters, long macs)
    {
        var inspection = ModelInspection.Inspect(File(opset));
        Assert.Equal((parameters, macs), (inspection.Parameters, inspection.Macs));
    }

    /// <summary>A part of the network computes what the whole does; nothing that depends on the number of images alone is a tap.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Every_tap_can_be_cut(int opset)
    {
        var model = Read(opset);
        var taps = TapPoint.Of(model, ForeignFile.Grey, "model");
        Assert.NotEmpty(taps);
        Assert.Empty(taps.Select(tap => tap.Tensor).Intersect(["thetas", "grid", "cosines", "sines", "fw", "w"]));
        float[] images = [.. ForeignFile.Images(ForeignFile.Grey).Select(pixel => pixel / 255f)];
        foreach (var tap in taps.Where(tap => tap.Op != "Cast"))
        {
            var whole = BareRuntime.Run(Taps.Expose(model, [tap.Tensor]), images, 12, 1, 8, 8)[1];
            var part = Cut.Below(model, tap.Tensor);
            Assert.True(part.ToBytes().Length <= model.ToBytes().Length);
            BareRuntime.AssertClose(whole, BareRuntime.Run(part, images, 12, 1, 8, 8)[0]);
            Assert.Equal(12 * tap.Count, whole.Length);
        }
    }

    [Theory]
    [InlineData(18, "m", "mish")]
    [InlineData(20, "g1", "gelu")]
    [InlineData(20, "most", "gelu")]
    [InlineData(22, "h", "hard-swish")]
    [InlineData(22, "e", "elu")]
    [InlineData(24, "swish", "silu")]
    [InlineData(25, "t", "tanh")]
    [InlineData(26, "s", "sigmoid")]
    public void Non_linearities_of_one_operator_are_known(int opset, string tensor, string kind) =>
        Assert.Equal(kind, TapPoint.Of(Read(opset), ForeignFile.Grey, "model").Single(tap => tap.Tensor == tensor).Activation.Kind);

    private static float[] Answers(string file) => [.. Expected.GetProperty(file).EnumerateArray().Select(v => v.GetSingle())];

    private static float[] Asked(string file)
    {
        using var teacher = Teacher.Open(
            new TeacherSpec { Name = "t", Model = file + ".onnx" },
            Folder,
            ForeignFile.Grey,
            ForeignFile.Classes,
            threads: 1
        );
        var logits = new float[120];
        teacher.Answer(ForeignFile.Images(ForeignFile.Grey), 12, logits);
        return logits;
    }

    private static string Folder => Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Opsets");

    private static string File(int opset) => Path.Combine(Folder, $"opset{opset}.onnx");

    private static OnnxModel Read(int opset) => OnnxModel.Read(File(opset));
}
