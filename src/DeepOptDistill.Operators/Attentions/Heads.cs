using DeepOptDistill.Operators.Products;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Attentions;

/// <summary>Rows of several heads beside each other, taken apart and put together, and what a query finds among keys.</summary>
internal static class Heads
{
    /// <summary>Samples × length × heads·size → samples × heads × length × size; what has four axes already stays.</summary>
    public static Tensor Apart(Tensor rows, long heads) =>
        rows.dim() == 4 ? rows : rows.reshape(rows.shape[0], rows.shape[1], heads, -1).transpose(1, 2);

    /// <summary>Samples × heads × length × size → samples × length × heads·size.</summary>
    public static Tensor Together(Tensor heads) => heads.transpose(1, 2).reshape(heads.shape[0], heads.shape[2], -1);

    /// <summary>softmax(cap(s·q·kᵀ) + bias)·v; each head of keys and values serves as many of the queries as there are for one.</summary>
    /// <param name="query">Samples × heads × length × size.</param>
    /// <param name="key">The same with its own length, and perhaps fewer heads.</param>
    /// <param name="value">As many as keys.</param>
    /// <param name="scale">s; null for 1/√size.</param>
    /// <param name="bias">What is added; null for nothing.</param>
    /// <param name="cap">Where larger numbers end, by tanh; 0 for nowhere.</param>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, double? scale, Tensor? bias, double cap = 0)
    {
        var served = query.shape[1] / key.shape[1];
        if (served > 1)
            (key, value) = (key.repeat_interleave(served, 1), value.repeat_interleave(served, 1));
        var scores = MatrixProduct.Of(query, key.transpose(-1, -2)) * (scale ?? 1 / Math.Sqrt(query.shape[^1]));
        if (cap != 0)
            scores = (scores / cap).tanh() * cap;
        if (bias is not null)
            scores = scores + bias;
        return MatrixProduct.Of(nn.functional.softmax(scores, -1), value);
    }

    /// <summary>What is added so that some places are not looked at: 0 where one is true, else the number.</summary>
    public static Tensor Hidden(Tensor seen, double number, ScalarType type) => seen.logical_not().to_type(type) * number;

    /// <summary>True where a key does not come after its query.</summary>
    public static Tensor Before(Tensor query, Tensor key) => ones(query.shape[2], key.shape[2], dtype: ScalarType.Bool).tril();
}
