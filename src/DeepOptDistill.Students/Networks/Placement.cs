using System.Reflection;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Students.Blocks;

namespace DeepOptDistill.Students.Networks;

/// <summary>Where a block stands in a network, before it is written.</summary>
/// <param name="Block">The block.</param>
/// <param name="Name">Its name, unique in its list: the one it was given, or its kind with a number.</param>
/// <param name="Input">Shape that enters.</param>
/// <param name="Previous">The block before it in the same list, if any.</param>
/// <param name="Next">The block behind it in the same list, if any.</param>
public record Site(Block Block, string Name, Shape Input, Block? Previous, Block? Next);

/// <summary>One block at its place in a network.</summary>
/// <param name="Block">The block.</param>
/// <param name="Name">Its name.</param>
/// <param name="Input">Shape that enters.</param>
/// <param name="Output">Shape that leaves: that of the nodes that the block writes.</param>
/// <param name="Previous">The block before it in the same list, if any.</param>
/// <param name="Next">The block behind it in the same list, if any.</param>
public sealed record Placed(Block Block, string Name, Shape Input, Shape Output, Block? Previous, Block? Next)
    : Site(Block, Name, Input, Previous, Next)
{
    /// <summary>Whether somebody reads the layer's output besides the next layer, so that it must stay as it is.</summary>
    internal bool IsGuided { get; init; }

    /// <summary>Tensors inside the layer that hints may guide, too.</summary>
    public IEnumerable<InnerTensor> InnerTensors => Block.Inner(this);

    /// <summary>Tensors inside the layer that somebody reads, likewise.</summary>
    internal IReadOnlyList<InnerTensor> Watched { get; init; } = [];
}

/// <summary>Names and shapes of a list of blocks, from the input on.</summary>
public static class Placement
{
    /// <summary>
    /// Places the layers of a network. Problems go to <paramref name="problems"/>; inference stops at the first shape that does not fit.
    /// </summary>
    /// <param name="spec">The network.</param>
    /// <param name="where">Place of a block or input in the file it came from, for the problems.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static IReadOnlyList<Placed> Of(StudentSpec spec, Func<object, string> where, List<Problem> problems)
    {
        var input = spec.Input.Check(where(spec.Input)).ToList();
        problems.AddRange(input);
        if (input.Count > 0)
            return [];
        return Place(spec.Layers, spec.Input.Prepared(), where, problems);
    }

    /// <summary>Places the layers of a network that is known to be sound.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public static IReadOnlyList<Placed> Of(StudentSpec spec)
    {
        var problems = new List<Problem>();
        var placed = Of(spec, _ => $"student '{spec.Name}'", problems);
        InputException.ThrowIfAny(problems);
        return placed;
    }

    /// <summary>
    /// The layers with those marked whose outputs a hint reads: neither the next layer nor a fused pass may overwrite them.
    /// </summary>
    internal static IReadOnlyList<Placed> Guide(IReadOnlyList<Placed> layers, IReadOnlyCollection<string> guided) =>
        [
            .. layers.Select(place =>
                place with
                {
                    IsGuided = guided.Contains(place.Name),
                    Watched = guided.Count == 0 ? [] : [.. place.Block.Inner(place).Where(inner => guided.Contains(inner.Name))],
                }
            ),
        ];

    internal static IReadOnlyList<Placed> Place(
        IReadOnlyList<Block> blocks,
        Shape input,
        Func<object, string> where,
        List<Problem> problems
    )
    {
        var names = Names(blocks, where, problems);
        var placed = new List<Placed>();
        var shape = input;
        for (var i = 0; i < blocks.Count; i++)
        {
            var site = new Site(blocks[i], names[i], shape, i > 0 ? blocks[i - 1] : null, i + 1 < blocks.Count ? blocks[i + 1] : null);
            if (TryOutline(site, where, problems) is not { } output)
                return placed;
            placed.Add(new Placed(site.Block, site.Name, site.Input, output, site.Previous, site.Next));
            shape = output;
        }
        return placed;
    }

    /// <summary>The shape that leaves a block that fits; null where it does not.</summary>
    private static Shape? TryOutline(Site site, Func<object, string> where, List<Problem> problems)
    {
        var before = problems.Count;
        try
        {
            site.Block.Check(site.Input, where, problems);
            return problems.Count == before ? site.Block.Outline(site) : null;
        }
        catch (ShapeException e)
        {
            problems.Add(new Problem(where(site.Block), e.Found, e.Expected, e.Remedy));
            return null;
        }
    }

    private static List<string> Names(IReadOnlyList<Block> blocks, Func<object, string> where, List<Problem> problems)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var block in blocks)
        {
            var kind = block.GetType().GetCustomAttribute<KindAttribute>()?.Name ?? "graph";
            var number = counts[kind] = counts.GetValueOrDefault(kind) + 1;
            var name = block.Name ?? $"{kind}{number}";
            if (names.Contains(name))
                problems.Add(new Problem(where(block), $"a second layer named '{name}'", "names that differ"));
            if (name.Length == 0 || name.Contains('.') || name.Contains('/'))
                problems.Add(new Problem(where(block), $"layer name '{name}'", "a name without '.' and '/'"));
            names.Add(name);
        }
        return names;
    }
}
