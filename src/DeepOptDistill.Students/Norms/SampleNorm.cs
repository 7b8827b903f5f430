using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Norms;

/// <summary>
/// y = γ·(x − μ) / √(σ² + ε) + β with μ and σ² over groups of channels of one sample, and γ, β by channel. Nothing depends on the batch: training
/// and inference are the same.
/// </summary>
public abstract record SampleNorm : Norm
{
    /// <summary>ε, added to the variance.</summary>
    [Between(0, 1, LowExcluded = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Groups that channels are divided into.</summary>
    private protected abstract int Parts { get; }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new Form(Parts, place.Input.Channels, Epsilon);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var (name, graph, form) = (context.Name(place), context.Graph, (Form)module);
        var grouped = graph.Node("Reshape", $"{name}.grouped", [input, graph.Constant($"{name}.groups", [0, Parts, -1])]);
        var centred = graph.Node("Sub", $"{name}.centred", [grouped, Mean($"{name}.mean", grouped, context)]);
        var variance = Mean($"{name}.variance", graph.Node("Mul", $"{name}.squared", [centred, centred]), context);
        var deviation = graph.Node("Sqrt", $"{name}.deviation", [graph.Node("Add", $"{name}.guarded", [variance, graph.Constant($"{name}.epsilon", [(float)Epsilon], 1)])]);
        var normalized = graph.Node("Div", $"{name}.normalized", [centred, deviation]);
        var whole = graph.Node("Reshape", $"{name}.whole", [normalized, graph.Constant($"{name}.shape", [0, .. place.Input.Sizes.Select(s => (long)s)])]);
        long[] channels = place.Input.IsMap ? [place.Input.Channels, 1, 1] : [place.Input.Channels];
        var scaled = graph.Node("Mul", $"{name}.scaled", [whole, graph.Constant($"{name}.weight", ParameterMemory.Read(form.Weight), channels)]);
        return graph.Node("Add", name, [scaled, graph.Constant($"{name}.bias", ParameterMemory.Read(form.Bias), channels)]);
    }

    private static string Mean(string name, string input, ExportContext context) => context.Graph.Node("ReduceMean", name, [input], ("axes", new long[] { 2 }), ("keepdims", 1L));

    private sealed class Form : Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;
        private readonly int parts;
        private readonly double epsilon;

        public Form(int parts, int channels, double epsilon) : base("sample-norm")
        {
            (this.parts, this.epsilon) = (parts, epsilon);
            weight = new Parameter(ones(channels));
            bias = new Parameter(zeros(channels));
            RegisterComponents();
        }

        public Tensor Weight => weight;

        public Tensor Bias => bias;

        public override Tensor forward(Tensor input) => functional.group_norm(input, parts, weight, bias, epsilon);
    }
}
