using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Convolution: C×H×W → channels×H'×W' with H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1.</summary>
[AlsoCalled("conv2d", "convolution")]
[Kind("conv", "convolution: channels, kernel, stride, padding, groups")]
public sealed record Conv : Block
{
    /// <summary>Maps that leave.</summary>
    [Between(1, 65536)]
    public required int Channels { get; init; }

    /// <summary>Height and width of the kernel.</summary>
    [Between(1, 255)]
    public int Kernel { get; init; } = 3;

    /// <summary>Step of the window.</summary>
    [Between(1, 255)]
    public int Stride { get; init; } = 1;

    /// <summary>Zeros added on each side.</summary>
    [Between(0, 255)]
    public int Padding { get; init; }

    /// <summary>Groups of maps that are convolved apart; equal to the input's maps for a depthwise convolution.</summary>
    [Between(1, 65536)]
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is learned; left out, there is one unless a batch norm follows, which has its own shift.</summary>
    public bool? Bias { get; init; }

    /// <summary>Initial weights.</summary>
    public Initializer Init { get; init; } = new He();

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        if (input.Channels % Groups != 0 || Channels % Groups != 0)
            throw new ShapeException(
                $"{Groups} groups for {input.Channels} input and {Channels} output channels",
                "a number that divides both",
                ""
            );
        NeedRoom(input, Kernel, Padding);
    }

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        int inputs = place.Input.Channels / Groups,
            window = Kernel * Kernel;
        float[] Drawn() =>
            Init.Before(place.Next)
                .Draw(
                    RowArray.Length(Channels, (long)inputs * window, "weights of a convolution", Smaller),
                    inputs * window,
                    Channels / Groups * window,
                    writer.Seed
                );
        List<string> read = [input, writer.Parameter("weight", [Channels, inputs, Kernel, Kernel], Drawn)];
        if (HasBias(place))
            read.Add(writer.Parameter("bias", [Channels]));
        return writer.Node(
            "Conv",
            read,
            ("kernel_shape", new long[] { Kernel, Kernel }),
            ("strides", new long[] { Stride, Stride }),
            ("pads", new long[] { Padding, Padding, Padding, Padding }),
            ("group", (long)Groups)
        );
    }

    private bool HasBias(Site place) => Bias ?? place.Next is not Norms.BatchNorm;
}
