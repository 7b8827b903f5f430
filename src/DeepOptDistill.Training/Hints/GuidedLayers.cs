using DeepOptDistill.Students.Networks;
using DeepOptDistill.Training.Losses;

namespace DeepOptDistill.Training.Hints;

/// <summary>The layers of a student that hints guide.</summary>
public static class GuidedLayers
{
    /// <summary>
    /// Names of the layers that any loss guides: a network is built with them, so that nothing overwrites their outputs.
    /// </summary>
    public static IReadOnlyList<string> Of(IEnumerable<Loss> losses) =>
        [.. losses.OfType<FeatureLoss>().SelectMany(loss => loss.Pairs).Select(pair => pair.Student).Distinct()];

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
}
