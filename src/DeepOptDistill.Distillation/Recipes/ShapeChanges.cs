using DeepOptDistill.Data.Samples;

namespace DeepOptDistill.Distillation.Recipes;

/// <summary>What becomes of images before a network of another shape takes them.</summary>
internal static class ShapeChanges
{
    /// <summary>A sentence for each change; none for rows.</summary>
    /// <param name="from">Shape of the images.</param>
    /// <param name="to">Shape that the network takes.</param>
    public static IEnumerable<string> Of(SampleShape from, SampleShape to)
    {
        if (from.IsRow)
            yield break;
        if (from.Channels != to.Channels)
            yield return to.Channels == 1 ? "Colours become grey." : "The grey channel is repeated.";
        if ((from.Height, from.Width) != (to.Height, to.Width))
            yield return $"Images of {from.Height}×{from.Width} are resized to {to.Height}×{to.Width}.";
    }
}
