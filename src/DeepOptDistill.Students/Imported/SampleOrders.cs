using static TorchSharp.torch;

namespace DeepOptDistill.Students.Imported;

/// <summary>Samples in the order in which a network takes them.</summary>
internal static class SampleOrders
{
    /// <summary>The same numbers in another order.</summary>
    /// <param name="samples">N × C × H × W, whatever the memory; or N × features.</param>
    /// <param name="order">The order.</param>
    public static Tensor Arranged(Tensor samples, SampleOrder order) =>
        order switch
        {
            SampleOrder.Nchw => samples,
            SampleOrder.Nhwc => samples.permute(0, 2, 3, 1),
            SampleOrder.Nhw => samples.reshape(samples.shape[0], samples.shape[1] * samples.shape[2], samples.shape[3]),
            _ => samples.reshape(samples.shape[0], -1),
        };
}
