using System.Diagnostics;
using DeepOptDistill.Core;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Targets;

namespace DeepOptDistill.ManagedTests.Data;

public sealed class NumpyTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import json, pathlib, sys
        import numpy as np
        folder = pathlib.Path(sys.argv[1])
        manifest = json.loads((folder / "manifest.json").read_text())
        parts = [np.load(folder / part["file"], mmap_mode="r", allow_pickle=False) for part in manifest["parts"]]
        for part, array in zip(manifest["parts"], parts):
            assert array.dtype == np.float32 and array.shape == (part["rows"], manifest["columns"]) and array.flags.c_contiguous
            assert array.offset % 64 == 0
        print(np.concatenate(parts).tobytes().hex())
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData(25, 2, 3, 10)]
    [InlineData(1, 1, 1, 4096)]
    [InlineData(50, 1, 100_000, 50)]
    public void ReadsThePartsWithoutUs(int samples, int views, int classes, int partRows)
    {
        Skip.IfNot(Run("-c", "import numpy").Code == 0, $"{Python} with numpy is not installed");
        var values = Samples.Floats(samples * views * classes, 3);
        values[^1] = float.NegativeInfinity;
        using var store = TargetStore.Open(folder.Path, StoreSample.Key, samples, views, classes, partRows);
        foreach (var range in store.Missing)
            store.WritePart(range, values.AsSpan((range.View * samples + range.First) * classes, range.Rows * classes));
        var (code, output, error) = Run("-c", Script, store.Folder);
        Assert.True(code == 0, error);
        Assert.Equal(Convert.ToHexStringLower(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values)), output.Trim());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4096, 10)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void TheHeaderIsAlignedAndEndsItsLine(int rows, int columns)
    {
        var header = NpyHeader.Of<float>(rows, columns);
        Assert.Equal(0, header.Length % 64);
        Assert.Equal(header.Length - 10, header[8] + 256 * header[9]);
        Assert.Equal([0x93, .. "NUMPY\u0001\0"u8], header[..8]);
        Assert.Equal((byte)'\n', header[^1]);
        Assert.Contains(FormattableString.Invariant($"({rows}, {columns})"), System.Text.Encoding.ASCII.GetString(header));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        if (!File.Exists(Python))
            return (-1, "", "");
        using var process = Process.Start(
            new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
