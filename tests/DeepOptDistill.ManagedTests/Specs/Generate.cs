using CsCheck;

namespace DeepOptDistill.ManagedTests.Specs;

/// <summary>Random documents as values.</summary>
internal static class Generate
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~']],
        Gen.OneOf(
            "null",
            "~",
            "",
            "true",
            "1e3",
            "-",
            "a: b",
            " x",
            "x ",
            "#",
            "two\nlines\n",
            "ä ∞ \u0085 \t",
            "'",
            "\"",
            "{a}",
            "yes",
            "😀"
        )
    );

    private static readonly Gen<double> Positive = Gen.Double[1e-6, 1e6];

    private static readonly Gen<TestLoss> Loss = Gen.OneOf(
        Positive.Select(TestLoss (w) => new TestCrossEntropy { Weight = w }),
        Gen.Const<TestLoss>(new TestCrossEntropy()),
        Gen.Select(Positive, Positive, TestLoss (t, w) => new TestSoftTarget { Temperature = t, Weight = w })
    );

    private static readonly Gen<TestOptimizer> Optimizer = Gen.OneOf(
        Gen.Select(
            Gen.Double[0, 0.99],
            Gen.Bool,
            Positive.Nullable(),
            TestOptimizer (m, n, r) =>
                new TestSgd
                {
                    Momentum = m,
                    Nesterov = n,
                    Rate = r,
                }
        ),
        Gen.Select(Gen.Double[0, 1], Positive.Nullable(), TestOptimizer (b, r) => new TestAdam(b) { Rate = r })
    );

    private static readonly Gen<TestStage> Stage = Gen.Select(
        Text,
        Gen.Int[1, 1000000],
        Loss.List[1, 4],
        Optimizer,
        (n, e, l, o) =>
            new TestStage
            {
                Name = n,
                Epochs = e,
                Loss = l,
                Optimizer = o,
            }
    );

    public static Gen<TestRecipe> Recipe { get; } =
        Gen.Select(
            Gen.Select(Text, Text.Null(), (n, m) => new TestTeacher(n, m)).List[0, 3],
            Gen.Select(
                Positive.Select(t => t / 1e4),
                Gen.Dictionary(Text, Gen.Double[-1e300, 1e300])[0, 3].Null(),
                (t, w) => new TestEnsemble { Temperature = t, Weights = w is null ? null : w.AsReadOnly() }
            ),
            Text.Null(),
            Gen.Long,
            Gen.Select(Gen.Enum<TestSplit>(), Gen.Bool, Gen.Single[-1e30f, 1e30f]),
            Stage.List[1, 3],
            (t, e, s, seed, rest, stages) =>
                new TestRecipe
                {
                    Teachers = t,
                    Ensemble = e,
                    Student = s,
                    Seed = seed,
                    Split = rest.Item1,
                    Baseline = rest.Item2,
                    Jitter = rest.Item3,
                    Stages = stages,
                }
        );

    public static Gen<TestBlock> Block { get; } = BlockOfDepth(3);

    private static Gen<TestBlock> BlockOfDepth(int depth)
    {
        var flat = Gen.OneOf(
            Gen.Const(TestBlock () => new TestReLU()),
            Text.Select(TestBlock (n) => new TestBatchNorm { Name = n }),
            Gen.Select(
                Gen.Int[1, 65536],
                Gen.Int[1, 255],
                Gen.Int,
                TestBlock (c, k, p) =>
                    new TestConv
                    {
                        Channels = c,
                        Kernel = k,
                        Padding = p,
                    }
            )
        );
        return depth == 0
            ? flat
            : Gen.OneOf(flat, BlockOfDepth(depth - 1).List[1, 4].Select(TestBlock (l) => new TestResidual { Layers = l }));
    }
}
