namespace DeepOptDistill.Fuzz;

/// <summary>
/// A run of the corpus with stored targets, stored hints and checkpoints, carried out once without any damage: what it leaves is copied and
/// damaged, and what is made of the copy is compared with it.
/// </summary>
internal sealed class FinishedRun(Corpus corpus)
{
    private readonly Lazy<string> folder = new(() => Make(corpus));

    /// <summary>The files that runs leave and read again.</summary>
    public string Folder => folder.Value;

    /// <summary>Options of a run in a folder.</summary>
    public static string[] Options(string folder, string run) =>
        ["--out", run, "--targets", Path.Combine(folder, "targets"), "--threads", "1", "--checkpoint-seconds", "0"];

    /// <summary>Copies its folders.</summary>
    public void Copy(string to, params string[] folders)
    {
        foreach (var name in folders)
            Copy(new DirectoryInfo(Path.Combine(Folder, name)), Path.Combine(to, name));
    }

    /// <summary>What is not as in the run without damage; null where all is.</summary>
    /// <param name="of">Another folder.</param>
    /// <param name="below">The part of both that is compared.</param>
    /// <param name="endings">Names of files that are compared.</param>
    public string? Difference(string of, string below, params string[] endings)
    {
        var files = Directory
            .EnumerateFiles(Path.Combine(Folder, below), "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));
        return files.Select(file => Path.GetRelativePath(Folder, file)).FirstOrDefault(file => !IsSame(file, of)) is { } first
            ? $"{first} is not what it is without damage."
            : null;
    }

    private bool IsSame(string file, string other) =>
        File.Exists(Path.Combine(other, file))
        && File.ReadAllBytes(Path.Combine(Folder, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, file)));

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to, file.Name), overwrite: true);
        foreach (var inner in from.EnumerateDirectories())
            Copy(inner, Path.Combine(to, inner.Name));
    }

    private static string Make(Corpus corpus)
    {
        var folder = corpus.In("finished");
        Directory.CreateDirectory(folder);
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        Console.SetOut(TextWriter.Null);
        Console.SetError(said);
        try
        {
            string[] call = ["distill", corpus.In("hints.yaml"), .. Options(folder, Path.Combine(folder, "run"))];
            if (Cli.Program.Main(call).GetAwaiter().GetResult() != 0)
                throw new InvalidOperationException(said.ToString());
            return folder;
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
