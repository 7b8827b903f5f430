using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Students.Networks;

/// <summary>What a network is: its input and its layers in order. Read from <c>student.yaml</c>.</summary>
public sealed record StudentSpec
{
    /// <summary>Name of the architecture.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence: what it is and what for.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What enters the network.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The layers; the last one gives one logit per class.</summary>
    [MinLength(1)]
    public required IReadOnlyList<Block> Layers { get; init; }
}

/// <summary>Images that enter a network: pixels divided by 255, then standardized per channel as (x − mean) / deviation.</summary>
public sealed record InputSpec
{
    /// <summary>Channels, height and width.</summary>
    [MinLength(3), MaxLength(3)]
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Mean per channel of pixel / 255; one number serves all channels. 0 by default: no centring.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>Standard deviation per channel of pixel / 255; one number serves all channels. 1 by default: no scaling.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <summary>Mean of one channel.</summary>
    public double MeanOf(int channel) => Mean[Mean.Count == 1 ? 0 : channel];

    /// <summary>Standard deviation of one channel.</summary>
    public double DeviationOf(int channel) => Deviation[Deviation.Count == 1 ? 0 : channel];

    internal IEnumerable<Problem> Check(string where)
    {
        if (Shape.Any(size => size < 1)) yield return new Problem(where, $"input shape [{string.Join(", ", Shape)}]", "channels, height and width ≥ 1");
        foreach (var (name, values) in new[] { ("mean", Mean), ("deviation", Deviation) })
            if (values.Count != 1 && values.Count != Shape[0])
                yield return new Problem(where, $"{values.Count} values of '{name}'", $"1 or one per channel ({Shape[0]})");
        if (Deviation.Any(d => !(d > 0) || !double.IsFinite(d)))
            yield return new Problem(where, $"deviation [{string.Join(", ", Deviation)}]", "finite numbers > 0", "Leave the key out for no scaling.");
    }
}
