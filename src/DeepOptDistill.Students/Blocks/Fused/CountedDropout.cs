using DeepOptDistill.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Blocks.Fused;

/// <summary>Dropout whose mask is a pure function of the layer and of the step: passes of one step have one mask.</summary>
internal sealed class CountedDropout(double probability, Seed layer) : Module<Tensor, Tensor>("dropout")
{
    /// <summary>Seed of the step's masks, those of other layers included.</summary>
    public Seed Step { get; set; }

    public override Tensor forward(Tensor input)
    {
        if (!training || probability == 0) return input;
        using var scope = NewDisposeScope();
        return (input * DropoutMask.Like(input, probability, Step.Derive((long)layer.Value))).MoveToOuterDisposeScope();
    }
}
