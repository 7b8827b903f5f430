using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen classifier that runs: images in, one row of numbers an image out. Input and output live in two buffers for good, pinned
/// and known to the runtime; pixels are normalized straight into the first. Not for several threads at once.
/// </summary>
internal sealed class Network : IDisposable
{
    /// <summary>Images a run where the model takes any number; larger batches were not faster (measured 32 to 512).</summary>
    public const int PreferredBatch = 128;

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly Normalization normalization;
    private readonly Connection connection;
    private readonly long[] inputShape;
    private readonly long[] outputShape;
    private readonly int pixels;
    private readonly int classes;
    private readonly int batch;
    private readonly float[] input;
    private readonly float[] output;
    private readonly OrtValue inputValue;
    private readonly OrtValue outputValue;

    private Network(InferenceSession session, Connection connection, TeacherInput format, ImageShape shape, long[] outputShape, int classes)
    {
        (this.session, this.connection, this.classes, pixels) = (session, connection, classes, shape.Size);
        normalization = new Normalization(format, shape);
        batch = connection.FixedBatch ?? PreferredBatch;
        inputShape = Connection.BatchShape(format.Layout, shape, batch);
        this.outputShape = [batch, .. outputShape.Skip(1)];
        (input, output) = (GC.AllocateArray<float>(batch * pixels, pinned: true), GC.AllocateArray<float>(batch * classes, pinned: true));
        (inputValue, outputValue) = (Bind(input, pixels, inputShape, batch), Bind(output, classes, this.outputShape, batch));
    }

    /// <summary>Opens the session and finds the true shape of the answers by one run on black images.</summary>
    /// <exception cref="InputException">ONNX Runtime refuses the model, or its answers have another shape than (images, classes).</exception>
    public static Network Open(OnnxModel model, Connection connection, TeacherInput format, ImageShape shape, int classes, int threads, string where)
    {
        var whole = model.Outputs.Count > 1 ? Cut.Below(model, connection.Output) : model;
        var session = Sessions.Open(whole, where, threads);
        try
        {
            return new(session, connection, format, shape, AnswerShape(session, connection, format, shape, classes, where), classes);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Answers to <paramref name="count"/> images, row-major count × classes, as the network gives them.</summary>
    public void Run(ReadOnlySpan<byte> images, int count, Span<float> answers)
    {
        for (var first = 0; first < count; first += batch)
        {
            var size = Math.Min(batch, count - first);
            normalization.Write(images.Slice(first * pixels, size * pixels), input);
            if (size == batch) Run(inputValue, outputValue);
            else RunRest(size);
            output.AsSpan(0, size * classes).CopyTo(answers.Slice(first * classes));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        inputValue.Dispose();
        outputValue.Dispose();
        options.Dispose();
        session.Dispose();
    }

    /// <summary>Fewer images than a batch: a smaller batch where the model allows it, else one filled up with black images.</summary>
    private void RunRest(int size)
    {
        if (connection.FixedBatch is not null)
        {
            input.AsSpan(size * pixels).Clear();
            Run(inputValue, outputValue);
            return;
        }
        using var someInput = Bind(input, pixels, inputShape, size);
        using var someOutput = Bind(output, classes, outputShape, size);
        Run(someInput, someOutput);
    }

    private void Run(OrtValue from, OrtValue to) => session.Run(options, [connection.Input], [from], [connection.Output], [to]);

    private static OrtValue Bind(float[] buffer, int row, long[] shape, int size) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, size * row), [size, .. shape.Skip(1)]);

    private static long[] AnswerShape(InferenceSession session, Connection connection, TeacherInput format, ImageShape shape, int classes, string where)
    {
        var batch = connection.FixedBatch ?? 2;
        using var black = OrtValue.CreateTensorValueFromMemory(new float[batch * shape.Size], Connection.BatchShape(format.Layout, shape, batch));
        using var answers = Sessions.RunOnce(session, new Dictionary<string, OrtValue> { [connection.Input] = black }, [connection.Output], where);
        var found = answers[0].GetTensorTypeAndShape();
        return found.Shape.Length >= 2 && found.Shape[0] == batch && found.ElementCount == (long)batch * classes
            ? found.Shape
            : throw new InputException(new Problem(where, $"answers of shape {string.Join('×', found.Shape)} to {batch} images", $"{batch}×{classes}, one row an image, one number a class", "Use a teacher that was trained on these classes, exported with a free batch dimension."));
    }
}
