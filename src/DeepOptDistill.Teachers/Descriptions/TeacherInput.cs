using System.Collections.ObjectModel;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>
/// How a teacher wants its samples: each pixel p of 0 … 255, or other number p, becomes (p·scale − mean) / deviation of its channel; each
/// number of a row is a channel.
/// </summary>
public sealed record TeacherInput
{
    /// <summary>Takes a pixel to [0, 1].</summary>
    internal const double PixelToOne = 1.0 / 255;

    /// <summary>Name of the input tensor; needed only where the model has several.</summary>
    public string? Name { get; init; }

    /// <summary>Order of the numbers. Null for what the file's dimensions say: <c>nchw</c> where it fits, as PyTorch exports.</summary>
    public Layout? Layout { get; init; }

    /// <summary>
    /// Height and width that the network takes, where its file leaves them free; empty for those of the data. Images of another size are
    /// resized: bilinear, half-pixel centres, no smoothing beforehand, as PyTorch's <c>interpolate(align_corners=False)</c> does.
    /// </summary>
    public IReadOnlyList<int> Size { get; init; } = [];

    /// <summary>
    /// Order of colours. One channel becomes three equal ones for a network that takes three; three become their grey value
    /// (ITU-R 601: 0.299 red + 0.587 green + 0.114 blue) for one that takes one.
    /// </summary>
    public ChannelOrder Channels { get; init; }

    /// <summary>Whether p stands for 255 − p: a network that learned dark on light, for images that are light on dark.</summary>
    public bool Invert { get; init; }

    /// <summary>
    /// Factor on the pixel. Null for 1/255, which takes it to [0, 1], or for 1 where the network takes whole numbers or the samples are no
    /// pixels.
    /// </summary>
    [Between(0, double.PositiveInfinity, LowExcluded = true)]
    public double? Scale { get; init; }

    /// <summary>Mean of each channel that the network takes, in its order, after scaling; empty for 0.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Standard deviation of each channel that the network takes, in its order, after scaling; empty for 1.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [];

    /// <summary>
    /// For a teacher that takes numbers of words: by column its words in the order of their numbers from 0 on, as the <c>categories</c> of
    /// scikit-learn's <c>OrdinalEncoder</c>: <c>{ colour: [red, green, blue] }</c>. All words of the data must be among them. A column that
    /// is not here is numbered in the ordinal order of the data's words.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Categories { get; init; } =
        ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>
    /// The number that it takes for a word that is not among the <see cref="Categories"/> of a column, as scikit-learn's
    /// <c>unknown_value</c>. Null where such words of the data are refused; one that only the test samples hold is then −1.
    /// </summary>
    public int? UnknownCode { get; init; }

    /// <summary>
    /// The same for programs that do not know our defaults: what a network that learned here takes, pixel / 255, or numbers as they are.
    /// </summary>
    /// <param name="samples">What it learned from.</param>
    public TeacherInput Told(SampleShape samples) =>
        samples.Numbers == SampleNumbers.Byte
            ? this with
            {
                Layout = Layout ?? Descriptions.Layout.Nchw,
                Scale = Scale ?? PixelToOne,
            }
            : this;

    /// <summary>
    /// The shape of images after resizing to <see cref="Size"/>, where it is given; of rows with one number a column, where words are
    /// numbered by <see cref="Categories"/>.
    /// </summary>
    public SampleShape Resized(SampleShape images)
    {
        if (Categories.Count > 0 && images.Columns is { } columns)
            return images with { Channels = columns.All.Count, Columns = null };
        return Size is [var height, var width] ? images with { Height = height, Width = width } : images;
    }
}
