using DeepOptDistill.Onnx.Proto;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.Onnx;

/// <summary>Merges nodes whose product can be computed beforehand.</summary>
public static class Folding
{
    /// <summary>
    /// Folds every BatchNormalization that alone reads a Conv or Gemm with stored float32 weights into those weights:
    /// with s = γ / √(σ² + ε), W′ = s·W and b′ = s·(b − μ) + β, computed in float64. The Conv or Gemm then computes the tensor that
    /// the BatchNormalization computed, under that name. Whatever does not fit (shared output, weights that are computed, training
    /// mode) stays as it is.
    /// </summary>
    public static OnnxModel BatchNorm(OnnxModel model)
    {
        var proto = model.Proto.Clone();
        var (index, names) = (new GraphIndex(proto.Graph), new FreeNames(proto.Graph));
        foreach (var norm in proto.Graph.Node.Where(n => n.OpType == "BatchNormalization").ToList())
            if (Affine.Of(norm, index) is { } affine && index.Producer(norm.Input[0]) is { } linear && index.Reads(norm.Input[0]) == 1)
                Fold(proto, names, index, norm, linear, affine);
        Unused.Remove(proto.Graph);
        return model.With(proto);
    }

    private static void Fold(ModelProto model, FreeNames names, GraphIndex index, NodeProto norm, NodeProto linear, Affine affine)
    {
        if (LinearWeights.Of(linear, index) is not { } weights || weights.Channels != affine.Scale.Length)
            return;
        var prefix = norm.Output[0];
        var weight = TensorValues.Write(names.Of(prefix + "/folded_weight"), weights.Shape, weights.Scaled(affine.Scale));
        var bias = TensorValues.Write(names.Of(prefix + "/folded_bias"), [weights.Channels], weights.Shifted(affine));
        Stored.Add(model, weight);
        Stored.Add(model, bias);
        linear.Input[1] = weight.Name;
        while (linear.Input.Count < 3)
            linear.Input.Add("");
        linear.Input[2] = bias.Name;
        Unused.RemoveWhere(linear.Attribute, a => a.Name == "beta");
        linear.Output[0] = norm.Output[0];
        model.Graph.Node.Remove(norm);
    }

    /// <summary>A batch normalization in inference: y = Scale·x + Shift − Scale·Mean, per channel.</summary>
    private sealed record Affine(double[] Scale, double[] Mean, double[] Shift)
    {
        public static Affine? Of(NodeProto norm, GraphIndex index)
        {
            var training = Attributes.Int(norm, "training_mode", 0) != 0 || norm.Output.Skip(1).Any(o => o.Length > 0);
            var stored = norm.Input.Skip(1).Select(index.Stored).ToArray();
            if (training || stored.Length != 4 || stored.Any(t => t is null || !TensorValues.IsFloat((DataType)t.DataType)))
                return null;
            var (gamma, beta, mean, variance) = (
                TensorValues.Read(stored[0]!),
                TensorValues.Read(stored[1]!),
                TensorValues.Read(stored[2]!),
                TensorValues.Read(stored[3]!)
            );
            double epsilon = Attributes.Float(norm, "epsilon", 1e-5f);
            return new([.. gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon))], mean, beta);
        }
    }

    /// <summary>Weights and bias of a Conv or Gemm, with the axis of the output channels.</summary>
    private sealed record LinearWeights(long[] Shape, double[] Weight, double[] Bias, int Channels, long Stride)
    {
        public static LinearWeights? Of(NodeProto node, GraphIndex index)
        {
            if (node.OpType is not ("Conv" or "Gemm") || index.Stored(node.Input[1]) is not { DataType: (int)DataType.Float } weight)
                return null;
            var gemm = node.OpType == "Gemm";
            var lastAxis = gemm && Attributes.Int(node, "transB", 0) == 0;
            long[] shape = [.. weight.Dims];
            var channels = (int)(lastAxis ? shape[^1] : shape[0]);
            var stride = lastAxis ? 1 : TensorValues.Count(weight) / channels;
            var bias = BiasOf(node, index, channels, gemm ? Attributes.Float(node, "beta", 1) : 1);
            return bias is null ? null : new(shape, TensorValues.Read(weight), bias, channels, stride);
        }

        /// <summary>s·W, s of the channel that the weight belongs to.</summary>
        public double[] Scaled(double[] scale) => [.. Weight.Select((w, i) => w * scale[i / Stride % Channels])];

        /// <summary>s·(b − μ) + β.</summary>
        public double[] Shifted(Affine affine) => [.. Bias.Select((b, c) => affine.Scale[c] * (b - affine.Mean[c]) + affine.Shift[c])];

        /// <summary>One number a channel; null where the bias is computed or differs between samples.</summary>
        private static double[]? BiasOf(NodeProto node, GraphIndex index, int channels, double factor)
        {
            if (node.Input.Count < 3 || node.Input[2].Length == 0)
                return new double[channels];
            if (index.Stored(node.Input[2]) is not { DataType: (int)DataType.Float } bias)
                return null;
            var values = TensorValues.Read(bias);
            var perChannel = values.Length == 1 || (values.Length == channels && bias.Dims[^1] == channels);
            return perChannel ? [.. Enumerable.Range(0, channels).Select(c => factor * values[values.Length == 1 ? 0 : c])] : null;
        }
    }
}
