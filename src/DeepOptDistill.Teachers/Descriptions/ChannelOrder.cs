namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>Order of an image's colours in a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue, as nearly every network wants them.</summary>
    Rgb,

    /// <summary>Blue, green, red, as networks of Caffe and OpenCV want them.</summary>
    Bgr,
}
