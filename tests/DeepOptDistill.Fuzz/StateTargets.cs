namespace DeepOptDistill.Fuzz;

/// <summary>
/// What a run leaves and reads again: stored targets, stored hints, checkpoints, what stands beside them, and the list of what a network
/// learned from. Damaged, it is refused, or made again: what comes out is the same, byte for byte.
/// </summary>
internal sealed class StateTargets(Corpus corpus)
{
    private static readonly string[] Words =
    [
        "null",
        "[]",
        "{}",
        "0",
        "-1",
        "1",
        "2",
        "true",
        "false",
        "parts",
        "rows",
        "first",
        "view",
        "sha256",
        "file",
        "2147483647",
        "part_rows",
        "samples",
        "\"../../../../etc/passwd\"",
        "data_offsets",
        "dtype",
        "F32",
        "I64",
        "shape",
        "__metadata__",
        "position",
        "stage",
        "step",
        "epochs",
        "task",
        "seconds",
        "1e999",
        "threads",
        "cached",
    ];

    private readonly FinishedRun finished = new(corpus);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Target> All =>
        [
            new("store", (dice, folder) => Stored(dice, folder, isFeature: false)) { Check = Targets },
            new("features", (dice, folder) => Stored(dice, folder, isFeature: true)) { Check = Targets },
            new("checkpoint", (dice, folder) => Begun(dice, folder, ".safetensors")) { Check = Networks },
            new("beginning", (dice, folder) => Begun(dice, folder, ".json", "recipe-hash", "recipe-lines")) { Check = Networks },
            new("ledger", Ledger),
        ];

    private string[] Run(string folder) =>
        ["distill", corpus.In("hints.yaml"), .. FinishedRun.Options(folder, Path.Combine(folder, "run"))];

    private string? Networks(string folder) => finished.Difference(folder, "run", "student.onnx", "baseline.onnx");

    private string? Targets(string folder) => finished.Difference(folder, "targets", ".npy") ?? Networks(folder);

    private string[] Stored(Dice dice, string folder, bool isFeature)
    {
        finished.Copy(folder, "targets");
        bool IsMeant(string file) => !file.EndsWith(".lock", StringComparison.Ordinal) && IsFeature(file) == isFeature;
        Damage(dice, Path.Combine(folder, "targets"), IsMeant);
        return Run(folder);
    }

    private static bool IsFeature(string file) =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "manifest.json")).Contains("feature", StringComparison.Ordinal);

    private string[] Begun(Dice dice, string folder, params string[] endings)
    {
        finished.Copy(folder, "targets", "run/checkpoints");
        Damage(dice, Path.Combine(folder, "run"), file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));
        return Run(folder);
    }

    private string[] Ledger(Dice dice, string folder)
    {
        finished.Copy(folder, "run");
        Damage(dice, Path.Combine(folder, "run"), file => file.EndsWith("learned.npy", StringComparison.Ordinal));
        foreach (var name in new[] { "pupil.yaml", "student.yaml" })
            File.Copy(corpus.In(name), Path.Combine(folder, name));
        return ["check", Path.Combine(folder, "pupil.yaml")];
    }

    private static void Damage(Dice dice, string folder, Func<string, bool> isMeant)
    {
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
        string[] files = [.. all.Where(isMeant).Order(StringComparer.Ordinal)];
        var file = dice.Of(files);
        if (dice.OneIn(20))
            File.Delete(file);
        else
            File.WriteAllBytes(file, Changed(file, File.ReadAllBytes(dice.Of(files)), dice));
    }

    private static byte[] Changed(string file, byte[] other, Dice dice)
    {
        var bytes = File.ReadAllBytes(file);
        if (file.EndsWith(".safetensors", StringComparison.Ordinal))
            return dice.OneIn(3) ? ByteMutation.Of(bytes, other, dice) : HeaderChanged(bytes, other, dice);
        return file.EndsWith(".npy", StringComparison.Ordinal)
            ? ByteMutation.Of(bytes, other, dice)
            : TextMutation.Of(bytes, other, Words, dice);
    }

    /// <summary>A checkpoint whose header of JSON is changed as text, and as long as it says.</summary>
    private static byte[] HeaderChanged(byte[] bytes, byte[] other, Dice dice)
    {
        var length = (int)BitConverter.ToInt64(bytes);
        var header = TextMutation.Of(bytes[8..(8 + length)], other, Words, dice);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. bytes[(8 + length)..]];
    }
}
