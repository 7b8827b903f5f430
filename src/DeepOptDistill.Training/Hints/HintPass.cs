using DeepOptDistill.Core;
using DeepOptDistill.Data.Features;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.Training.Hints;

/// <summary>
/// The forward pass of a stage with hints: which layers are run and read, and the regressors that stand behind them. A stage of feature
/// losses alone runs only up to its highest guided layer; what lies above is neither computed nor changed.
/// </summary>
internal sealed class HintPass : IDisposable
{
    private const string RegressorName = "regressor";
    private readonly Network network;
    private readonly List<FeatureLoss> losses;
    private readonly Network?[] regressors;

    /// <param name="network">The student, built with its guided layers known.</param>
    /// <param name="losses">All terms of the stage.</param>
    /// <param name="tensors">The teachers' tensors that can be read.</param>
    /// <param name="seed">Seed of the regressors' weights.</param>
    public HintPass(Network network, IReadOnlyList<Loss> losses, IReadOnlyList<FeatureTensor> tensors, Seed seed)
    {
        this.network = network;
        this.losses = [.. losses.OfType<FeatureLoss>()];
        var pairs = this.losses.SelectMany(loss => loss.Pairs).ToList();
        Hints = [.. pairs.Select(pair => pair.Teacher).Distinct().Select(tap => Known(tensors, tap))];
        HasLogits = losses.Any(loss => loss is not FeatureLoss);
        Layers = HasLogits ? network.Layers.Count : pairs.Max(pair => GuidedLayers.Find(network.Layers, pair.Student)!.Layer) + 1;
        regressors = [.. this.losses.Select((loss, i) => Build(loss, seed.Derive(i)))];
    }

    /// <summary>
    /// Whether a pattern of layers means regressors: they are named <c>regressor1.conv1.weight</c>, by their term's place among the hints.
    /// </summary>
    public static bool IsRegressor(string layers) => layers.StartsWith(RegressorName, StringComparison.Ordinal);

    /// <summary>The hints that are read, in the order of a batch.</summary>
    public IReadOnlyList<FeatureTensor> Hints { get; }

    /// <summary>Whether the whole network is run, as another term needs its logits.</summary>
    public bool HasLogits { get; }

    /// <summary>First layers that are run.</summary>
    public int Layers { get; }

    /// <summary>What the stage learns: the layers that are run, and the regressors.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters =>
        [.. HasLogits ? network.Parameters : network.ParametersBelow(Layers), .. RegressorParameters];

    /// <summary>The regressors' weights, which a checkpoint must hold while the stage lasts.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> RegressorParameters =>
        [
            .. regressors.SelectMany(
                (regressor, i) => regressor is null ? [] : regressor.Parameters.Select(p => ($"{RegressorName}{i + 1}.{p.Name}", p.Value))
            ),
        ];

    /// <summary>See <see cref="Network.DifferentiateTwice"/>.</summary>
    public void DifferentiateTwice(bool twice)
    {
        foreach (var regressor in regressors)
            regressor?.DifferentiateTwice(twice);
    }

    /// <summary>What the losses see: logits (empty where the stage ends below them), guided layers and hints.</summary>
    public LossInput Run(Tensor pixels, LossInput input)
    {
        var (output, guided) = network.Guided(Layers, pixels);
        return input with { Logits = HasLogits ? output : input.Logits, Guided = guided };
    }

    /// <summary>The input of one term: its guided layer behind its regressor.</summary>
    public LossInput For(Loss loss, LossInput input)
    {
        var at = loss is FeatureLoss feature ? losses.FindIndex(l => ReferenceEquals(l, feature)) : -1;
        if (at < 0 || regressors[at] is not { } regressor)
            return input;
        var layer = losses[at].Student;
        return input with
        {
            Guided = new Dictionary<string, Tensor>(input.Guided) { [layer] = regressor.Logits(AsInput(input.Guided[layer])) },
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var regressor in regressors)
            regressor?.Dispose();
    }

    private Network? Build(FeatureLoss loss, Seed seed)
    {
        if (loss.Regression is not { } regression)
            return null;
        var hint = Hints.First(tensor => tensor.Tap == loss.Teacher);
        var guided = GuidedLayers.Find(network.Layers, loss.Student)!.Shape;
        return regression.For(guided, GuidedLayers.ShapeOf(hint.Sizes), hint.Activation) is { } spec ? Network.Build(spec, seed) : null;
    }

    /// <summary>A vector enters a regressor as maps of one pixel.</summary>
    private static Tensor AsInput(Tensor guided) => guided.dim() == 4 ? guided : guided.unsqueeze(-1).unsqueeze(-1);

    private static FeatureTensor Known(IReadOnlyList<FeatureTensor> tensors, string tap) =>
        tensors.FirstOrDefault(tensor => tensor.Tap == tap)
        ?? throw new ArgumentException($"found no features of '{tap}'; expected one of {string.Join(", ", tensors.Select(t => t.Tap))}.");
}
