using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.ManagedTests.Specs;

// Records of every form that a document can have, shaped like a recipe and a student, so that the tests of Specs need no other assembly.

[Family("test losses")]
public abstract record TestLoss
{
    [Between(0, double.PositiveInfinity)]
    public double Weight { get; init; } = 1;
}

[AlsoCalled("kl_div")]
[Kind("soft-target", "KL")]
public sealed record TestSoftTarget : TestLoss
{
    [Between(0, 1e6, LowExcluded = true)]
    public double Temperature { get; init; } = 4;
}

[Kind("cross-entropy", "CE")]
public sealed record TestCrossEntropy : TestLoss;

[Family("test optimizers")]
public abstract record TestOptimizer
{
    public double? Rate { get; init; }
}

[Kind("sgd", "SGD")]
public sealed record TestSgd : TestOptimizer
{
    [Between(0, 1, HighExcluded = true)]
    public double Momentum { get; init; } = 0.9;

    public bool Nesterov { get; init; }
}

[Kind("adam", "Adam")]
public sealed record TestAdam([property: Between(0, 1)] double Beta1 = 0.9, double Beta2 = 0.999) : TestOptimizer;

[Family("test blocks")]
public abstract record TestBlock
{
    public string? Name { get; init; }
}

[Kind("relu", "max(0, x)")]
public sealed record TestReLU : TestBlock;

[Kind("batch-norm", "batch norm")]
public sealed record TestBatchNorm : TestBlock;

[Kind("conv", "convolution")]
public sealed record TestConv : TestBlock
{
    [Between(1, 65536)]
    public required int Channels { get; init; }

    [Between(1, 255)]
    public int Kernel { get; init; } = 3;

    public int Padding { get; init; }
}

[Kind("linear", "linear")]
public sealed record TestLinear : TestBlock
{
    public required int Features { get; init; }
}

[Kind("residual", "residual")]
public sealed record TestResidual : TestBlock
{
    [MinLength(1)]
    public required IReadOnlyList<TestBlock> Layers { get; init; }
}

public sealed record TestInput
{
    [Length(3, 3), Between(1, 4096)]
    public required IReadOnlyList<int> Shape { get; init; }

    public IReadOnlyList<double> Mean { get; init; } = [];

    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public IReadOnlyList<double> Deviation { get; init; } = [];
}

public sealed record TestStudent
{
    public required string Name { get; init; }

    public required TestInput Input { get; init; }

    [MinLength(1)]
    public required IReadOnlyList<TestBlock> Layers { get; init; }
}

public enum TestSplit
{
    Stratified,
    TailOfTraining,
}

public sealed record TestTeacher(string Name, string? Model = null);

/// <summary>A rule of a record's own, as assemblies above declare them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAnExecutableAttribute() : ValidationAttribute("The field {0} must be a file without the end '.exe'.")
{
    public override bool IsValid(object? value) => value is not string text || !text.EndsWith(".exe", StringComparison.Ordinal);
}

public sealed record TestEnsemble
{
    [Between(0, 100, LowExcluded = true)]
    public double Temperature { get; init; } = 1;

    public IReadOnlyDictionary<string, double>? Weights { get; init; }
}

public sealed record TestStage
{
    public required string Name { get; init; }

    [Between(1, 1e6)]
    public required int Epochs { get; init; }

    [MinLength(1)]
    public required IReadOnlyList<TestLoss> Loss { get; init; }

    public TestOptimizer Optimizer { get; init; } = new TestSgd();
}

public sealed record TestRecipe
{
    public IReadOnlyList<TestTeacher> Teachers { get; init; } = [];

    public TestEnsemble Ensemble { get; init; } = new();

    [NotAnExecutable]
    public string? Student { get; init; }

    public long Seed { get; init; } = 7;

    public TestSplit Split { get; init; }

    public bool Baseline { get; init; } = true;

    public float Jitter { get; init; } = 0.5f;

    [MinLength(1)]
    public required IReadOnlyList<TestStage> Stages { get; init; }
}

/// <summary>The kinds above and short ways to read documents of them.</summary>
internal static class Kitchen
{
    public static Catalog Catalog { get; } = new(typeof(Kitchen).Assembly);
}
