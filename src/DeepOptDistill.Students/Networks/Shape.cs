namespace DeepOptDistill.Students.Networks;

/// <summary>Shape of one sample inside a network: channels × height × width for maps, or a single number of features.</summary>
public sealed record Shape
{
    private Shape(params int[] sizes) => Sizes = sizes;

    /// <summary>The sizes: three for maps, one for features.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Channels of a map, or the number of features.</summary>
    public int Channels => Sizes[0];

    /// <summary>Whether this is a map of channels × height × width.</summary>
    public bool IsMap => Sizes.Count == 3;

    /// <summary>Height of a map.</summary>
    public int Height => Sizes[1];

    /// <summary>Width of a map.</summary>
    public int Width => Sizes[2];

    /// <summary>Numbers in one sample.</summary>
    public int Count => Sizes.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>A map of channels × height × width.</summary>
    public static Shape Map(int channels, int height, int width) => new(channels, height, width);

    /// <summary>A vector of features.</summary>
    public static Shape Features(int count) => new(count);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && Sizes.SequenceEqual(other.Sizes);

    /// <inheritdoc/>
    public override int GetHashCode() => Sizes.Aggregate(17, HashCode.Combine);

    /// <summary><c>16×28×28</c>.</summary>
    public override string ToString() => string.Join("×", Sizes);
}
