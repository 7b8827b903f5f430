using DeepOptDistill.Data;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Convolution: C×H×W → channels×H'×W' with H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1.</summary>
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

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedMap(input);
        if (input.Channels % Groups != 0 || Channels % Groups != 0)
            throw new ShapeException($"{Groups} groups for {input.Channels} input and {Channels} output channels", "a number that divides both", "");
        return Shape.Map(Channels, Slide(input.Height, Kernel, Stride, Padding), Slide(input.Width, Kernel, Stride, Padding));
    }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context)
    {
        int inputs = place.Input.Channels / Groups, window = Kernel * Kernel;
        var count = RowArray.Length(Channels, (long)inputs * window, "weights of a convolution", Smaller);
        var conv = Conv2d(place.Input.Channels, Channels, Kernel, Stride, Padding, groups: Groups, bias: HasBias(place));
        conv.weight = ParameterMemory.Kernel(Init.Before(place.Next)
            .Draw(count, inputs * window, Channels / Groups * window, context.Seed), Channels, inputs, Kernel);
        if (conv.bias is not null) conv.bias = ParameterMemory.Plain(new float[Channels], Channels);
        return conv;
    }

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var conv = (Conv2d)module;
        var name = context.Name(place);
        List<string> inputs = [input, context.Constant($"{name}.weight", conv.weight!)];
        if (conv.bias is not null) inputs.Add(context.Constant($"{name}.bias", conv.bias));
        return context.Graph.Node("Conv", name, inputs,
            ("kernel_shape", new long[] { Kernel, Kernel }), ("strides", new long[] { Stride, Stride }),
            ("pads", new long[] { Padding, Padding, Padding, Padding }), ("group", (long)Groups));
    }

    private bool HasBias(Placed place) => Bias ?? place.Next is not Norms.BatchNorm;
}
