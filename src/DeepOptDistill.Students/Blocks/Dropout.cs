using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks.Fused;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks;

/// <summary>While training, each value is zero with probability p and scaled by 1 / (1 − p) otherwise; the identity afterwards.</summary>
/// <remarks>Srivastava et al. 2014.</remarks>
[Kind("dropout", "zeros with a probability while training", Version = 2)]
public sealed record Dropout : Block
{
    /// <summary>Probability of a zero.</summary>
    [Between(0, 1, HighExcluded = true)]
    public double Probability { get; init; } = 0.5;

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => input;

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new CountedDropout(Probability, context.Seed);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) => input;
}
