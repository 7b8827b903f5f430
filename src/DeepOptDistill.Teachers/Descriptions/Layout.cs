namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>Order of an image's numbers in a network's input.</summary>
public enum Layout
{
    /// <summary>N×C×H×W: batch, channels, height, width (PyTorch).</summary>
    Nchw,

    /// <summary>N×H×W×C: batch, height, width, channels (TensorFlow).</summary>
    Nhwc,

    /// <summary>N×(C·H·W): one row an image, channel by channel.</summary>
    Flat,

    /// <summary>N×H×W: grey images without an axis for their channel (Keras).</summary>
    Nhw,

    /// <summary>N×(H·W·C): one row an image, the colours of a pixel together, as rows of NumPy's images are.</summary>
    FlatHwc,
}
