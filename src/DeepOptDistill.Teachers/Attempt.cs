using DeepOptDistill.Core.Problems;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>Measurements that may fail: what is wrong with a file in a way that nobody thought of must not end a run.</summary>
internal static class Attempt
{
    /// <summary>What a measurement gives, or what is made of the reason why it cannot be made.</summary>
    public static T Of<T>(Func<T> measure, Func<string, T> failed)
    {
        try
        {
            return measure();
        }
        catch (InputException error)
        {
            return failed(error.Problems[0].ToString());
        }
        catch (Exception error)
            when (error
                    is OnnxRuntimeException
                        or ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or ArithmeticException
                        or KeyNotFoundException
            )
        {
            return failed(error.Message);
        }
    }
}
