namespace DeepOptDistill.Students.Imported;

/// <summary>In which order a network of a file takes the numbers of a sample.</summary>
public enum SampleOrder
{
    /// <summary>N × C × H × W.</summary>
    Nchw,

    /// <summary>N × H × W × C.</summary>
    Nhwc,

    /// <summary>N × (C·H) × W.</summary>
    Nhw,

    /// <summary>N × (C·H·W).</summary>
    Flat,
}
