namespace DeepOptDistill.Data.Samples;

/// <summary>What the numbers of a sample are.</summary>
public enum SampleNumbers
{
    /// <summary>Pixels: whole numbers from 0 to 255. Networks take pixel / 255 unless they say otherwise.</summary>
    Byte,

    /// <summary>Numbers as they are, finite.</summary>
    Float32,
}
