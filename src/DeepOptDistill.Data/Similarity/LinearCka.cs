using System.Numerics.Tensors;

namespace DeepOptDistill.Data.Similarity;

/// <summary>
/// Linear centred kernel alignment of two sets of features X, Y of the same samples: ‖YᵀX‖²_F / (‖XᵀX‖_F·‖YᵀY‖_F) with centred columns,
/// computed from inner products as ⟨K, L⟩ / (‖K‖_F·‖L‖_F). In [0, 1]; 1 where one is a rotation and scaling of the other; blind to
/// rotations and to a common scale of either side, not to scales of single features. With more features than samples it
/// is biased upwards.
/// </summary>
/// <remarks>Kornblith et al. 2019, Similarity of Neural Network Representations Revisited, arXiv 1905.00414.</remarks>
public static class LinearCka
{
    /// <summary>The alignment; 0 where one side is the same for every sample.</summary>
    public static double Of(Gram x, Gram y)
    {
        if (x.Samples != y.Samples)
            throw new ArgumentException($"found {x.Samples} and {y.Samples} samples; expected the same.");
        var norms = Math.Sqrt(TensorPrimitives.Dot(x.Values, x.Values) * TensorPrimitives.Dot(y.Values, y.Values));
        return norms > 0 ? TensorPrimitives.Dot(x.Values, y.Values) / norms : 0;
    }
}
