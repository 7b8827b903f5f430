namespace DeepOptDistill.Data;

/// <summary>The shape of one image, stored channel by channel, row by row (CHW).</summary>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels in a row.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image: channels · height · width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary><c>1×28×28</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}×{Height}×{Width}");
}
