using System.Globalization;

namespace DeepOptDistill.Benchmarks.Tables;

/// <summary>What the project wants to reach against one side.</summary>
/// <param name="Measure">In what.</param>
/// <param name="Side">Against whom.</param>
/// <param name="AtLeast">How many times as fast.</param>
internal sealed record Goal(string Measure, string Side, double AtLeast)
{
    /// <summary>Labelling and training of 60,000 images stay below this.</summary>
    public const double MemoryBytes = 2e9;

    /// <summary>Most of a step's time that the optimizer may take.</summary>
    public const double OptimizerShare = 0.03;

    public static IReadOnlyList<Goal> All { get; } =
    [
        new(Measures.Step, Sides.Separate, 1.1),
        new(Measures.Step, Sides.Stock, 1.4),
        new(Measures.Step, Sides.PyTorchLast, 1.15),
        new(Measures.Label, Sides.Runtime, 0.95),
        new(Measures.Distil, Sides.PyTorch, 4),
        new(Measures.Distil, Sides.PyTorchLast, 4),
    ];

    public static string Text(string measure, string side, double ratio) =>
        All.FirstOrDefault(goal => goal.Measure == measure && side.StartsWith(goal.Side, StringComparison.Ordinal)) is not { } found
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"≥ {found.AtLeast:0.0#}: {(ratio >= found.AtLeast ? "reached" : "missed")}");
}
