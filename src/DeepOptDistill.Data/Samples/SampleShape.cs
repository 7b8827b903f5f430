using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data.Samples;

/// <summary>
/// The shape of one sample, stored channel by channel, row by row (CHW); a row of a table is channels alone, one for each number.
/// </summary>
/// <param name="Channels">1 for grey, 3 for red, green and blue; the numbers of a table's row.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels in a row.</param>
public readonly record struct SampleShape(int Channels, int Height, int Width)
{
    /// <summary>What a number is.</summary>
    public SampleNumbers Numbers { get; init; }

    /// <summary>What the numbers of a table's row stand for; null for what comes from no table.</summary>
    public TableColumns? Columns { get; init; }

    /// <summary>What the values that belong to a sample are relative to, in their own units; null where they are as they are.</summary>
    public ValueOrigins? Values { get; init; }

    /// <summary>Numbers of one sample: channels · height · width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>Bytes of one sample.</summary>
    public int Bytes => Size * NumberBytes;

    /// <summary>Bytes of a number.</summary>
    public int NumberBytes => Numbers == SampleNumbers.Float32 ? sizeof(float) : 1;

    /// <summary>Whether a sample is a list of numbers without places.</summary>
    public bool IsRow => Numbers == SampleNumbers.Float32 && (Height, Width) == (1, 1);

    /// <summary>What one calls the samples: images, or rows.</summary>
    public string Noun => IsRow ? "rows" : "images";

    /// <summary>A row of a table.</summary>
    public static SampleShape Row(TableColumns columns) => new(columns.Width, 1, 1) { Numbers = SampleNumbers.Float32, Columns = columns };

    /// <summary><c>1×28×28</c>; <c>16 numbers</c> for a row.</summary>
    public override string ToString() =>
        IsRow
            ? Core.Noun.Counted(Channels, "number")
            : FormattableString.Invariant($"{Channels}×{Height}×{Width}{(Numbers == SampleNumbers.Float32 ? " float32" : "")}");
}
