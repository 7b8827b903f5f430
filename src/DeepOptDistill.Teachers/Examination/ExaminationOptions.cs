namespace DeepOptDistill.Teachers.Examination;

/// <summary>How thoroughly a teacher is examined.</summary>
public sealed record ExaminationOptions
{
    /// <summary>Labelled images that it is asked.</summary>
    public int Images { get; init; } = 1000;

    /// <summary>How many of them every other normalization is tried on first; one that is better there is tried on all.</summary>
    public int Screen { get; init; } = 100;

    /// <summary>Threads that one answer may use.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Time that the images may take together, as far as the first of them tell; fewer are asked where they would take longer. Null for no
    /// limit.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>What measures it; null for the system's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>A look before other work: 200 images, and fewer of a network that takes more than 5 ms for one.</summary>
    public static ExaminationOptions Quick { get; internal set; } =
        new()
        {
            Images = 200,
            Screen = 32,
            Budget = TimeSpan.FromSeconds(3),
        };
}
