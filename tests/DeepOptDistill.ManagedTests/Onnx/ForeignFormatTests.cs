using System.IO.Compression;
using System.Text;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using Google.Protobuf;

namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>Files of other formats are called by their name, with what makes an ONNX file of them.</summary>
public sealed class ForeignFormatTests
{
    public static TheoryData<string, byte[], string> Files() =>
        new()
        {
            {
                "a pointer of Git LFS",
                Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
                "git lfs pull"
            },
            { "ONNX Runtime (.ort)", [0x18, 0, 0, 0, .. "ORTM"u8, .. new byte[100]], "the .onnx file that it was made from" },
            { "TensorFlow Lite", [0x1c, 0, 0, 0, .. "TFL3"u8, .. new byte[100]], "tf2onnx" },
            { "torch.save (.pt, .pth)", Zip(), "torch.onnx.export" },
            { "a pickle", [0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0, .. new byte[20]], "skl2onnx" },
            {
                "a safetensors file",
                [.. BitConverter.GetBytes(24L), .. "{\"w\":{\"dtype\":\"F32\"}}    "u8, .. new byte[8]],
                "torch.onnx.export"
            },
            { "an HDF5 file", [0x89, .. "HDF\r\n\u001a\n"u8, .. new byte[50]], "tf2onnx" },
            { "a page of HTML", Encoding.ASCII.GetBytes("\n<!DOCTYPE html><html></html>"), "Fetch the file itself" },
            { "a GGUF file", [.. "GGUF"u8, 3, 0, 0, 0, .. new byte[50]], "Load its weights" },
            { "a gzip archive", [0x1f, 0x8b, 8, 0, .. new byte[50]], "Unpack it" },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void TheyAreCalledByTheirName(string found, byte[] bytes, string remedy)
    {
        var problem = Assert.Single(Assert.Throws<InputException>(() => OnnxModel.Parse(bytes, "model.onnx")).Problems);
        Assert.Contains(found, problem.Found, StringComparison.Ordinal);
        Assert.Equal("an ONNX model", problem.Expected);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void AGraphThatComputesNothingIsRefused()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        proto.Graph.Node.Clear();
        Assert.Contains(
            "a graph without nodes",
            Assert.Throws<InputException>(() => OnnxModel.Parse(proto.ToByteArray(), "model.onnx")).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>No model begins as any of them.</summary>
    [Fact]
    public void ModelsAreNotTakenForOthers()
    {
        var proto = Graphs.Classifier().Proto.Clone();
        Assert.NotEmpty(OnnxModel.Parse(proto.ToByteArray(), "model.onnx").Outputs);
        foreach (var version in new[] { 3, 8, 13 })
            Assert.NotEmpty(
                OnnxModel.Parse(new ModelProto(proto) { IrVersion = version, ProducerName = "PK" }.ToByteArray(), "model.onnx").Outputs
            );
    }

    private static byte[] Zip()
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("archive/data.pkl").Open())
            entry.Write("numbers"u8);
        return memory.ToArray();
    }
}
