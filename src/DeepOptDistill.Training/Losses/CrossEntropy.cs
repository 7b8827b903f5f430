using System.Globalization;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Losses;

/// <summary>
/// −log softmax(z)_label, averaged over the images of the batch that have a label; with class weights
/// Σ w_label·(−log softmax(z)_label) / Σ w_label.
/// </summary>
/// <remarks>PyTorch's <c>CrossEntropyLoss(weight=…)</c>.</remarks>
[AlsoCalled("ce", "nll", "nll_loss", "cross_entropy_loss")]
[Kind("cross-entropy", "−log softmax(z)[label]: hard labels")]
public sealed record CrossEntropy : Loss
{
    /// <summary>ε: the label's share becomes 1 − ε + ε / classes, every other class's ε / classes.</summary>
    /// <remarks>Szegedy et al. 2016. A teacher trained so tends to distil worse (Müller et al. 2019).</remarks>
    [Between(0, 1, HighExcluded = true)]
    public double Smoothing { get; init; }

    /// <summary>The weight of each class, in the order of the classes; empty for 1.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>
    /// Whether all classes weigh the same, however many samples each has: weight n / (classes · n_class) over the training split.
    /// </summary>
    public bool Balanced { get; init; }

    /// <inheritdoc/>
    public override Problem? Check(int classes, string where)
    {
        if (Balanced && ClassWeights.Count > 0)
            return new(where, "both 'balanced' and 'class_weights'", "one of them");
        if (ClassWeights.Count > 0 && ClassWeights.Count != classes)
            return new(where, $"{ClassWeights.Count} class weights", $"{classes}, one for each class");
        return ClassWeights.Count == 0 || AreWeights(ClassWeights)
            ? null
            : new(where, $"class weights {string.Join(", ", ClassWeights.Select(Text))}", "numbers from 0 to below 10⁶, not all 0");
    }

    private static bool AreWeights(IReadOnlyList<double> weights) =>
        weights.All(weight => weight is >= 0 and < 1e6) && weights.Any(weight => weight > 0);

    private static string Text(double weight) => weight.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override Tensor Value(LossInput input)
    {
        if (ClassWeights.Count > 0)
            return Weighted(input);
        if (input.IsPartlyLabelled)
            return OverLabelled(input);
        if (input.Mixed is not { } mixed)
            return nn.functional.cross_entropy(input.Logits, input.Labels, label_smoothing: Smoothing);
        // λ·CE(own label) + (1 − λ)·CE(partner's label), image by image.
        Tensor Each(Tensor labels) =>
            nn.functional.cross_entropy(input.Logits, labels, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        return ((mixed.Shares * Each(input.Labels)) + ((1 - mixed.Shares) * Each(mixed.Labels))).mean();
    }

    /// <summary>The weighted mean over the images that have a label; 0 where they weigh nothing.</summary>
    private Tensor Weighted(LossInput input)
    {
        using var weights = tensor(ClassWeights.ToArray()).to(input.Logits.dtype);
        // Labels that are missing are below 0 and weigh nothing.
        Tensor Of(Tensor labels) => where(labels >= 0, weights.index_select(0, labels.clamp(min: 0)), zeros_like(weights[0]));
        Tensor Each(Tensor labels) =>
            nn.functional.cross_entropy(input.Logits, labels, weights, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        var (each, sum) = (Each(input.Labels), Of(input.Labels));
        if (input.Mixed is { } mixed)
        {
            each = (mixed.Shares * each) + ((1 - mixed.Shares) * Each(mixed.Labels));
            sum = (mixed.Shares * sum) + ((1 - mixed.Shares) * Of(mixed.Labels));
        }
        return each.sum() / sum.sum().clamp(min: 1e-12);
    }

    /// <summary>The mean over the images that have a label; 0 where none has.</summary>
    private Tensor OverLabelled(LossInput input)
    {
        var each = nn.functional.cross_entropy(input.Logits, input.Labels, label_smoothing: Smoothing, reduction: nn.Reduction.None);
        return each.sum() / (input.Labels >= 0).sum().clamp(min: 1);
    }
}
