using System.Text;

namespace DeepOptDistill.Fuzz;

/// <summary>What <c>--set</c> may say: places of a recipe that are there, that are not or that are odd, and values of every kind.</summary>
internal static class Settings
{
    private static readonly string[] Places =
    [
        "stages[0].epochs",
        "stages[0].loss[0].temperature",
        "stages[0].loss[0].soft-target.weight",
        "batch",
        "views",
        "seed",
        "repeats",
        "generations",
        "peers",
        "ensemble.mix",
        "augmentations",
        "stages[0].optimizer",
        "stages[0].optimizer.adam.rate",
        "stages[0].schedule",
        "student",
        "teachers",
        "teachers[0].path",
        "dataset.validation",
        "dataset.npy.validation",
        "unlabelled",
        "transfer",
        "targets.top",
        "features",
        "stages",
        "stages[9]",
        "a.b.c",
        "[0]",
        "stages[0]",
        "x[999999]",
        "stages[0].loss",
        "ensemble.temperatures",
        "baseline",
        "stages[-1]",
        "stages[0",
        "",
        ".",
        "stages[99999999999]",
    ];

    private static readonly string[] Values =
    [
        "1",
        "0",
        "-1",
        "1e9",
        "1e308",
        "NaN",
        "[]",
        "{}",
        "[1,2,3]",
        "{ a: 1 }",
        "null",
        "",
        "[[[[",
        "{ munge: { copies: 3 } }",
        "{ without: [0] }",
        "mixup",
        "[ mixup, cutmix ]",
        "[ { pad-and-crop: { pad: 100 } } ]",
        "stacking",
        "greedy",
        "adam",
        "{ adam: { rate: -1 } }",
        "saddle-free-newton",
        "warmup-cosine",
        "2147483647",
        "9223372036854775807",
        "*a",
        "&a 1",
        "\u001b[31m",
        "'",
        "\"",
        "live",
        "cached",
        "[ { path: teacher.onnx }, { path: teacher.onnx } ]",
    ];

    /// <summary>One to three of them over the recipe of the corpus.</summary>
    public static Func<Dice, string, string[]> Prepare(Corpus corpus) =>
        (dice, _) => ["check", corpus.In("recipe.yaml"), .. Enumerable.Range(0, 1 + dice.Roll(3)).SelectMany(_ => One(dice))];

    private static string[] One(Dice dice)
    {
        var place = dice.Of(Places);
        if (place.Length > 0 && dice.OneIn(8))
            place = Changed(place, dice);
        return ["--set", $"{place}{(dice.OneIn(20) ? "" : "=")}{dice.Of(Values)}"];
    }

    /// <summary>No shell can hand over a character of number 0.</summary>
    private static string Changed(string text, Dice dice) =>
        Encoding.UTF8.GetString(ByteMutation.Of(Encoding.UTF8.GetBytes(text), "x"u8.ToArray(), dice)).Replace("\0", "");
}
