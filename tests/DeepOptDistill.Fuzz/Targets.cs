using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DeepOptDistill.Distillation.Recipes;

namespace DeepOptDistill.Fuzz;

/// <summary>Everything that the program reads from elsewhere.</summary>
internal sealed partial class Targets(Corpus corpus)
{
    private const string Fixtures = "tests/DeepOptDistill.EngineTests",
        Managed = "tests/DeepOptDistill.ManagedTests";

    internal static readonly string[] Words =
    [
        "conv",
        "batch-norm",
        "relu",
        "linear",
        "max-pool",
        "global-average-pool",
        "flatten",
        "dropout",
        "maxout",
        "residual",
        "low-rank",
        "layer-norm",
        "soft-target",
        "cross-entropy",
        "dkd",
        "dist",
        "hint-mean",
        "mutual",
        "adam",
        "sgd",
        "rmsprop",
        "warmup-cosine",
        "multi-step",
        "epochs",
        "loss",
        "weight",
        "temperature",
        "stages",
        "student",
        "teachers",
        "name",
        "path",
        "views",
        "batch",
        "seed",
        "repeats",
        "generations",
        "peers",
        "ensemble",
        "mix",
        "stacking",
        "greedy",
        "transfer",
        "without",
        "unlabelled",
        "munge",
        "copies",
        "targets",
        "top",
        "augmentations",
        "mixup",
        "cutmix",
        "validation",
        "split",
        "tail",
        "kernel",
        "channels",
        "stride",
        "groups",
        "shape",
        "mean",
        "deviation",
        "preprocessing",
        "standardize",
        "zca-whitening",
        "init",
        "lsuv",
        "ema",
        "swa",
        "stop",
        "input",
        "output",
        "scale",
        "classes",
        "kind",
        "model",
        "{ }",
        "[ ]",
        "-1",
        "1e9",
        "null",
        "1e999",
    ];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Target> All =>
        [
            new("onnx", (dice, folder) => ["inspect", Onnx(dice, folder)]),
            new("onnx-data", (dice, folder) => ["inspect", Onnx(dice, folder), "--data-set", corpus.DataSet]),
            new("onnx-evaluate", (dice, folder) => ["evaluate", Onnx(dice, folder), "--data-set", corpus.DataSet, "--threads", "1"]),
            new(
                "onnx-plan",
                (dice, folder) =>
                    [
                        "plan",
                        "--teacher",
                        Onnx(dice, folder),
                        "--params",
                        "3000",
                        "--input",
                        "1x8x8",
                        "--classes",
                        "4",
                        "--out",
                        Fresh(folder, "plan/student.yaml"),
                    ]
            ),
            new("onnx-student", Learned)
            {
                Next = folder => ["train", Fresh(folder, "recipe.yaml"), "--out", Fresh(folder, "run"), "--threads", "1"],
            },
            new("npy", Arrays),
            new(
                "npz",
                (dice, folder) =>
                    [
                        "data",
                        "fetch",
                        corpus.Arrays(
                            Changed(dice, folder, [corpus.In("NoCompression.npz"), corpus.In("Optimal.npz")], ByteMutation.Of) + "/x",
                            corpus.In("train-labels.npy")
                        ),
                    ]
            ),
            new("idx", Idx),
            new("csv", (dice, folder) => ["data", "fetch", Table(Csv(dice, folder), dice)]),
            new(
                "munge",
                (dice, folder) =>
                    [
                        "munge",
                        Csv(dice, folder),
                        "--out",
                        Path.Combine(folder, "out.csv"),
                        "--copies",
                        "1",
                        "--threads",
                        "1",
                        "--gaps",
                        dice.OneIn(2) ? "median" : "indicator",
                    ]
            ),
            new(
                "parquet",
                (dice, folder) => ["data", "fetch", Table(Changed(dice, folder, corpus.Files(Managed, ".parquet"), ByteMutation.Of), dice)]
            ),
            new("image", Images),
            new("recipe", (dice, folder) => ["check", Text(dice, folder, ["recipe.yaml"])]),
            new(
                "student",
                (dice, folder) => ["check", Beside(folder, "recipe.yaml"), "--set", $"student={Text(dice, folder, ["student.yaml"])}"]
            ),
            new(
                "teacher",
                (dice, folder) =>
                    [
                        "inspect",
                        Path.GetDirectoryName(Text(dice, folder, ["teacher.yaml"]))!,
                        .. dice.OneIn(2) ? (string[])["--data-set", corpus.DataSet] : [],
                    ]
            ),
            new("record", Record),
            new("set", Settings.Prepare(corpus)),
            new("run", (dice, folder) => ["check", Pair(dice, folder)])
            {
                Next = folder =>
                    [
                        VerbOf(Fresh(folder, "recipe.yaml")),
                        Fresh(folder, "recipe.yaml"),
                        .. FinishedRun.Options(folder, Fresh(folder, "run")),
                    ],
            },
            .. new StateTargets(corpus).All,
        ];

    private string Onnx(Dice dice, string folder) =>
        Changed(dice, folder, [.. corpus.Files(Fixtures + "/Teachers", ".onnx"), corpus.In("teacher.onnx")], WireMutation.Of);

    /// <summary>A changed network that goes on learning, with another last layer or its own.</summary>
    private string[] Learned(Dice dice, string folder)
    {
        var isFitting = dice.OneIn(2);
        IReadOnlyList<string> good = isFitting
            ? [corpus.In("teacher.onnx"), corpus.In("deep.onnx")]
            : corpus.Files(Fixtures + "/Teachers", ".onnx");
        var head = isFitting && dice.OneIn(2) ? "" : ", head: { classes: 4 }";
        File.WriteAllText(
            Fresh(folder, "recipe.yaml"),
            $$"""
            dataset: {{corpus.DataSet}}
            student: { onnx: "{{Changed(dice, folder, good, WireMutation.Of)}}"{{head}} }
            batch: 16
            stages: [ { name: s, epochs: 1, loss: [ cross-entropy ] } ]
            """
        );
        return ["check", Fresh(folder, "recipe.yaml")];
    }

    private string Csv(Dice dice, string folder) =>
        Changed(
            dice,
            folder,
            [corpus.In("table.csv")],
            (bytes, other, own) => TextMutation.Of(bytes, other, ["red", "\"", ",", "NaN", "NA", "?", "1e309", "label", ";"], own)
        );

    private string[] Arrays(Dice dice, string folder)
    {
        var isLabel = dice.OneIn(3);
        IReadOnlyList<string> good = dice.OneIn(4)
            ? corpus.Files(Managed + "/Data/Arrays", ".npy")
            : [corpus.In(isLabel ? "train-labels.npy" : "train.npy")];
        var changed = Changed(dice, folder, good, ByteMutation.Of);
        var (samples, labels) = isLabel ? (corpus.In("train.npy"), changed) : (changed, corpus.In("train-labels.npy"));
        return ["data", "fetch", corpus.Arrays(samples, labels)];
    }

    private string[] Idx(Dice dice, string folder)
    {
        var name = dice.OneIn(2) ? "train.idx" : "train-labels.idx";
        var changed = Changed(dice, folder, [corpus.In(name)], ByteMutation.Of);
        string Of(string file) => file == name ? changed : corpus.In(file);
        var train = $"train_images: \"{Of("train.idx")}\", train_labels: \"{Of("train-labels.idx")}\"";
        var test = $"test_images: \"{corpus.In("test.idx")}\", test_labels: \"{corpus.In("test-labels.idx")}\"";
        return ["data", "fetch", $"{{ idx: {{ {train}, {test} }} }}"];
    }

    private string[] Images(Dice dice, string folder)
    {
        string[] good =
        [
            .. new[] { ".png", ".jpg", ".webp" }.SelectMany(ending => corpus.Files(Fixtures + "/Images/Files", ending, 200_000)),
        ];
        var root = Path.Combine(folder, "images");
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            for (var i = 0; i < 4; i++)
                File.Copy(
                    good[i],
                    Path.Combine(root, name, string.Create(CultureInfo.InvariantCulture, $"{i}{Path.GetExtension(good[i])}"))
                );
        }
        Changed(dice, Path.Combine(root, "a"), good, ByteMutation.Of);
        return
        [
            "data",
            "fetch",
            $"{{ image-folder: {{ train: \"{root}\", size: [8, 8], test_share: 0.25 }} }}",
            "--data",
            Path.Combine(folder, "data"),
        ];
    }

    private string[] Record(Dice dice, string folder)
    {
        var good = corpus.Files("students", ".json", 400_000);
        var bytes = File.ReadAllBytes(dice.Of(good));
        File.WriteAllBytes(Path.Combine(folder, "record.json"), TextMutation.Of(bytes, bytes, Words, dice));
        return ["report", folder];
    }

    private string Text(Dice dice, string folder, IReadOnlyList<string> names)
    {
        Beside(folder, "recipe.yaml");
        Beside(folder, "student.yaml");
        var name = dice.Of(names);
        var bytes = File.ReadAllBytes(corpus.In(name));
        File.Copy(corpus.In("teacher.onnx"), Path.Combine(folder, "teacher.onnx"), overwrite: true);
        File.WriteAllBytes(Path.Combine(folder, name), TextMutation.Of(bytes, bytes, Words, dice));
        return Path.Combine(folder, name);
    }

    /// <summary>Recipe and student, one or both changed, and no longer than some epochs.</summary>
    private string Pair(Dice dice, string folder)
    {
        Beside(folder, "recipe.yaml");
        var which = dice.Roll(3);
        if (which != 0)
            Rewrite(dice, Fresh(folder, "student.yaml"));
        if (which != 1)
            Rewrite(dice, Fresh(folder, "recipe.yaml"));
        return Fresh(folder, "recipe.yaml");
    }

    private static void Rewrite(Dice dice, string file)
    {
        var bytes = File.ReadAllBytes(file);
        var text = Encoding.UTF8.GetString(TextMutation.Of(bytes, bytes, Words, dice));
        File.WriteAllText(file, LongWork().Replace(text, "$1: 3"));
    }

    [GeneratedRegex(@"(epochs|views|repeats|generations|peers|copies): *(\d{2,}|[4-9])")]
    private static partial Regex LongWork();

    private string Beside(string folder, string name)
    {
        File.Copy(corpus.In("teacher.onnx"), Path.Combine(folder, "teacher.onnx"), overwrite: true);
        File.Copy(corpus.In("student.yaml"), Path.Combine(folder, "student.yaml"), overwrite: true);
        File.Copy(corpus.In(name), Path.Combine(folder, name), overwrite: true);
        return Path.Combine(folder, name);
    }

    /// <summary>What 'check' has checked it for.</summary>
    private static string VerbOf(string recipe) => new RecipeReader(Workplace.Of(recipe)).IsTaught(recipe, []) ? "distill" : "train";

    private static string Fresh(string folder, string name) => Path.Combine(folder, name);

    private static string Changed(Dice dice, string folder, IReadOnlyList<string> good, Func<byte[], byte[], Dice, byte[]> change)
    {
        var file = dice.Of(good);
        var path = Path.Combine(folder, "changed" + Path.GetExtension(file));
        File.WriteAllBytes(path, change(File.ReadAllBytes(file), File.ReadAllBytes(dice.Of(good)), dice));
        return path;
    }

    private static string Table(string file, Dice dice)
    {
        var more = (dice.OneIn(2) ? ", gaps: median" : "") + (dice.OneIn(3) ? ", nominal: [a]" : "");
        return $"{{ table: {{ train: \"{file}\", label: label, test_share: 0.2{more} }} }}";
    }
}
