using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Loop;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Training.Hints;

/// <summary>The layers of a student that hints guide.</summary>
public static class GuidedLayers
{
    /// <summary>
    /// Names of the layers that any stage guides: a network is built with them, so that nothing overwrites their outputs.
    /// </summary>
    public static IReadOnlyList<string> Of(IEnumerable<Stage> stages) => [.. PairsOf(stages).Select(pair => pair.Student).Distinct()];

    /// <summary>Teachers and taps that any stage reads, as the recipe names them.</summary>
    public static IReadOnlyList<string> TapsOf(IEnumerable<Stage> stages) => [.. PairsOf(stages).Select(pair => pair.Teacher).Distinct()];

    /// <summary>A layer, or a tensor inside one; null where there is none of that name.</summary>
    /// <param name="layers">The student's layers.</param>
    /// <param name="name">What a hint guides.</param>
    public static GuidedPlace? Find(IReadOnlyList<Placed> layers, string name)
    {
        for (var i = 0; i < layers.Count; i++)
            if (layers[i].Name == name)
                return new(i, layers[i].Output, IsInner: false);
        for (var i = 0; i < layers.Count; i++)
            if (layers[i].InnerTensors.FirstOrDefault(inner => inner.Name == name) is { } found)
                return new(i, found.Shape, IsInner: true);
        return null;
    }

    /// <summary>Shape of one sample of a hint.</summary>
    /// <param name="sizes">Channels, height and width, or one number of features.</param>
    public static Shape ShapeOf(IReadOnlyList<int> sizes) =>
        sizes is [var channels, var height, var width] ? Shape.Map(channels, height, width) : Shape.Features(sizes[0]);

    private static IEnumerable<FeaturePair> PairsOf(IEnumerable<Stage> stages) =>
        stages.SelectMany(stage => stage.Loss.OfType<FeatureLoss>()).SelectMany(loss => loss.Pairs);
}
