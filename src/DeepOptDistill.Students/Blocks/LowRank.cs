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

/// <summary>
/// Fully connected layer whose matrix is a product: y = U·(V·x) + b, V rank × inputs, U features × rank. Costs rank·(inputs + features)
/// multiply-accumulates and weights instead of inputs·features.
/// </summary>
/// <remarks>Ba and Caruana 2014, arXiv 1312.6184: the linear bottleneck that makes very wide shallow students trainable.</remarks>
[Kind("low-rank", "fully connected through a linear bottleneck: features, rank")]
public sealed record LowRank : Block
{
    /// <summary>Units that leave.</summary>
    [Between(1, 1 << 20)]
    public required int Features { get; init; }

    /// <summary>Width of the bottleneck.</summary>
    [Between(1, 1 << 20)]
    public required int Rank { get; init; }

    /// <summary>Whether a bias is learned; left out, there is one unless a batch norm follows, which has its own shift.</summary>
    public bool? Bias { get; init; }

    /// <summary>Initial weights, stated for the full matrix: those of the product U·V have its mean and variance.</summary>
    public Initializer Init { get; init; } = new He();

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        var most = Math.Min(NeedFeatures(input).Count, Features);
        if (Rank > most) throw new ShapeException($"rank {Rank} of a matrix of {Features} × {input.Count}", $"at most {most}", "Set 'rank' lower, or use 'linear'.");
        if (Init is Orthogonal or Lsuv) throw new ShapeException("orthonormal weights of a product", "an initializer that draws each weight by itself", "Use 'he', 'glorot' or 'lecun'.");
        return Shape.Features(Features);
    }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context)
    {
        var inputs = place.Input.Count;
        // Var(Σ u·v) = rank·Var(u)·Var(v): v keeps the input's variance in the bottleneck, u has the rest.
        var v = new Lecun()
            .Draw(RowArray.Length(Rank, inputs, "weights of a low-rank layer", Smaller), inputs, Rank, context.Seed.Derive("v"));
        var u = Init.Before(place.Next)
            .Draw(RowArray.Length(Features, Rank, "weights of a low-rank layer", Smaller), inputs, Features, context.Seed.Derive("u"));
        var stretch = (float)Math.Sqrt((double)inputs / Rank);
        return new Form(
            ParameterMemory.Plain(v, Rank, inputs),
            ParameterMemory.Plain([.. u.Select(weight => weight * stretch)], Features, Rank),
            Bias ?? place.Next is not Norms.BatchNorm ? ParameterMemory.Plain(new float[Features], Features) : null);
    }

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var form = (Form)module;
        var name = context.Name(place);
        var inner = context.Graph.Node("Gemm", $"{name}.bottleneck", [input, context.Constant($"{name}.v", form.V)], ("transB", 1L));
        context.Shapes[inner] = [1, Rank];
        List<string> inputs = [inner, context.Constant($"{name}.u", form.U)];
        if (form.Bias is { } bias) inputs.Add(context.Constant($"{name}.bias", bias));
        return context.Graph.Node("Gemm", name, inputs, ("transB", 1L));
    }

    private sealed class Form : Module<Tensor, Tensor>
    {
        private readonly Parameter v;
        private readonly Parameter u;
        private readonly Parameter? bias;

        public Form(Parameter v, Parameter u, Parameter? bias) : base("low-rank")
        {
            (this.v, this.u, this.bias) = (v, u, bias);
            RegisterComponents();
        }

        public Tensor V => v;

        public Tensor U => u;

        public Tensor? Bias => bias;

        public override Tensor forward(Tensor input)
        {
            using var inner = functional.linear(input, v);
            return functional.linear(inner, u, bias);
        }
    }
}
