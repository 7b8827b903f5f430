using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Students.Blocks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Activations;

/// <summary>A non-linearity applied to each value. Contract: tensor form = formula · gradient = slope · ONNX Runtime = formula.</summary>
[Family("activations")]
public abstract record Activation : Block
{
    /// <summary>f(x) for one value, in double: what the tensor and ONNX forms are held to.</summary>
    public abstract double Formula(double x);
}
