using DeepOptDistill.Data;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Fully connected layer y = W·x + b: inputs → features.</summary>
[Kind("linear", "fully connected: features")]
public sealed record Linear : Block
{
    /// <summary>Units that leave.</summary>
    [Between(1, 1 << 20)]
    public required int Features { get; init; }

    /// <summary>Whether a bias is learned; left out, there is one unless a batch norm follows, which has its own shift.</summary>
    public bool? Bias { get; init; }

    /// <summary>Initial weights.</summary>
    public Initializer Init { get; init; } = new He();

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        NeedFeatures(input);
        return Shape.Features(Features);
    }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context)
    {
        var inputs = place.Input.Count;
        var count = RowArray.Length(Features, inputs, "weights of a linear layer", Smaller);
        var linear = nn.Linear(inputs, Features, hasBias: Bias ?? place.Next is not BatchNorm);
        linear.weight = ParameterMemory.Plain(Init.Before(place.Next).Draw(count, inputs, Features, context.Seed), Features, inputs);
        if (linear.bias is not null) linear.bias = ParameterMemory.Plain(new float[Features], Features);
        return linear;
    }

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var linear = (TorchSharp.Modules.Linear)module;
        var name = context.Name(place);
        List<string> inputs = [input, context.Constant($"{name}.weight", linear.weight!)];
        if (linear.bias is not null) inputs.Add(context.Constant($"{name}.bias", linear.bias));
        return context.Graph.Node("Gemm", name, inputs, ("transB", 1L));
    }
}
