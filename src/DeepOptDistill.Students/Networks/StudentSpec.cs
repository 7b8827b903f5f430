using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Preprocessing;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Imported;

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

    /// <summary>The file whose graph it is; null for a network that was written as layers.</summary>
    public ImportedNetwork? Source { get; internal init; }
}

/// <summary>
/// Samples that enter a network: pixels divided by 255, other numbers as they are, then standardized per channel as (x − mean) / deviation.
/// </summary>
public sealed record InputSpec
{
    private IReadOnlyList<double> origins = [];

    /// <summary>Channels, height and width; one size alone for rows of a table.</summary>
    [MinLength(1), MaxLength(3)]
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>What the numbers are. Null for pixels where there is height and width, and for numbers as they are in rows.</summary>
    public SampleNumbers? Numbers { get; init; }

    /// <summary>Mean per channel of pixel / 255; one number serves all channels. 0 by default: no centring.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>Standard deviation per channel of pixel / 255; one number serves all channels. 1 by default: no scaling.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <summary>What is done to the standardized image before the first layer, in order; fitted on the training split.</summary>
    public IReadOnlyList<Preprocessing> Preprocessing { get; init; } = [];

    /// <summary>Fits the preprocessing on a training split.</summary>
    /// <exception cref="InputException">The images do not determine it.</exception>
    public FittedInput Fit(SampleSet train) => FittedInput.Fit(Preprocessing, train, Standardized);

    /// <summary>The samples that the network takes.</summary>
    public SampleShape Sample =>
        Shape is [var channels, var height, var width]
            ? new SampleShape(channels, height, width) { Numbers = Numbers ?? SampleNumbers.Byte }
            : new SampleShape(Shape[0], 1, 1) { Numbers = SampleNumbers.Float32 };

    /// <summary>Value of a pixel from 0 to 255, or of another number, after standardization.</summary>
    public float Standardized(int channel, double number) =>
        (float)(((Sample.Numbers == SampleNumbers.Byte ? number / 255.0 : number) - MeanOf(channel)) / DeviationOf(channel));

    /// <summary>Mean of one channel, less what its numbers are relative to: where none is said, that is the mean.</summary>
    public double MeanOf(int channel)
    {
        var (mean, origin) = (Mean[Mean.Count == 1 ? 0 : channel], OriginOf(channel));
        return origin == 0 || mean == 0 ? mean : mean - origin;
    }

    /// <summary>What the numbers of one channel are relative to; 0 where they are as they are.</summary>
    public double OriginOf(int channel) => origins.Count == 0 ? 0 : origins[channel];

    /// <summary>The same input for samples whose numbers are relative to their columns' origins.</summary>
    public InputSpec RelativeTo(SampleShape samples) =>
        samples.Columns is { } columns && columns.Origins.Any(origin => origin != 0) ? this with { origins = columns.Origins } : this;

    /// <summary>Standard deviation of one channel.</summary>
    public double DeviationOf(int channel) => Deviation[Deviation.Count == 1 ? 0 : channel];

    /// <summary>What reaches the first layer: the image's shape, or a vector where a step reduces it.</summary>
    internal Shape Prepared()
    {
        var left = Preprocessing.Aggregate(Sample.Size, (count, step) => step.Outputs(count));
        return Sample.IsRow || Preprocessing.Any(step => step.Outputs(-1) != -1)
            ? Networks.Shape.Features(left)
            : Networks.Shape.Map(Shape[0], Shape[1], Shape[2]);
    }

    internal IEnumerable<Problem> Check(string where)
    {
        if (Shape.Count == 2 || Shape.Any(size => size < 1))
            yield return new Problem(
                where,
                $"input shape [{string.Join(", ", Shape)}]",
                "channels, height and width ≥ 1, or the numbers of a table's row alone"
            );
        if (Shape.Count == 1 && Numbers == SampleNumbers.Byte)
            yield return new Problem(where, "rows of pixels", "numbers: float32, or channels, height and width");
        foreach (var (name, values) in new[] { ("mean", Mean), ("deviation", Deviation) })
            if (values.Count != 1 && values.Count != Shape[0])
                yield return new Problem(where, $"{Noun.Counted(values.Count, "value")} of '{name}'", $"1 or one per channel ({Shape[0]})");
        var entering = Sample.Size;
        foreach (var step in Preprocessing)
        {
            if (step is PcaWhitening pca && pca.Components > entering)
                yield return new Problem(
                    where,
                    $"{Noun.Counted(pca.Components, "component")} of {Noun.Counted(entering, "number")}",
                    $"at most {entering}",
                    "Set 'components' lower."
                );
            entering = step.Outputs(entering);
        }
        if (Deviation.Any(d => !(d > 0) || !double.IsFinite(d)))
            yield return new Problem(
                where,
                $"deviation [{string.Join(", ", Deviation)}]",
                "finite numbers > 0",
                "Leave the key out for no scaling."
            );
    }
}
