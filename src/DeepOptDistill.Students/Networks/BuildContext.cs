using DeepOptDistill.Core;

namespace DeepOptDistill.Students.Networks;

/// <summary>What a block needs to build its weights: a seed of its own, so that weights depend on names and not on the order of building.</summary>
internal sealed record BuildContext(Seed Seed)
{
    public BuildContext For(string name) => new(Seed.Derive(name));
}
