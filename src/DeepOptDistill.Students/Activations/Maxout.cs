using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Activations.Fused;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>Largest of <c>pieces</c> neighbouring channels: y_c = max over j of x_{c·pieces + j}; C channels become C / pieces.</summary>
/// <remarks>Goodfellow et al. 2013. The layer before it computes the affine pieces.</remarks>
[Kind("maxout", "largest of neighbouring channels: C → C / pieces")]
public sealed record Maxout : Block
{
    /// <summary>Channels that compete.</summary>
    [Between(2, 64)]
    public int Pieces { get; init; } = 2;

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems)
    {
        if (input.Channels % Pieces != 0)
            throw new ShapeException($"{input.Channels} channels for {Pieces} pieces", $"a multiple of {Pieces}", $"Give the layer before it {(input.Channels / Pieces + 1) * Pieces} channels.");
        var channels = input.Channels / Pieces;
        return input.IsMap ? Shape.Map(channels, input.Height, input.Width) : Shape.Features(channels);
    }

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new Form(Pieces);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context)
    {
        var name = context.Name(place);
        long[] apart = [0, place.Output.Channels, Pieces, .. place.Output.Sizes.Skip(1).Select(s => (long)s)];
        var pieces = context.Graph.Node("Reshape", $"{name}.pieces", [input, context.Graph.Constant($"{name}.shape", apart)]);
        return context.Graph.Node("ReduceMax", name, [pieces], ("axes", new long[] { 2 }), ("keepdims", 0L));
    }

    private sealed class Form(int pieces) : Module<Tensor, Tensor>("maxout"), IFused
    {
        public bool Separate { get; set; }

        public override Tensor forward(Tensor input) => Separate || input.dtype != ScalarType.Float32 ? Plain(input) : PieceMaximum.Of(input, pieces);

        // Over the last axis of memory: over any other the maximum of channels-last maps would come out in plain order.
        private Tensor Plain(Tensor input)
        {
            var last = input.dim() == 4 ? input.permute(0, 2, 3, 1) : input;
            var axis = last.dim() - 1;
            var largest = last.unflatten(axis, last.shape[axis] / pieces, pieces).amax([axis + 1]);
            return input.dim() == 4 ? largest.permute(0, 3, 1, 2) : largest;
        }
    }
}
