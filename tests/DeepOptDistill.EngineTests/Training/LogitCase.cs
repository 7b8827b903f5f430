using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>One loss on the logits of student and teacher: its value and the gradient by the student's logits.</summary>
internal static class LogitCase
{
    public static (double Value, float[] Gradient) Of(
        Loss loss,
        float[] student,
        float[] teacher,
        long[] labels,
        (long[] Labels, float[] Shares)? mixed = null
    )
    {
        using var scope = NewDisposeScope();
        long[] shape = [labels.Length, student.Length / labels.Length];
        var z = tensor(student, shape, requires_grad: true);
        var v = tensor(teacher, shape);
        var targets = loss.TargetTemperature is { } t ? new Dictionary<TargetKey, Tensor> { [t] = nn.functional.softmax(v / t, 1) } : [];
        var value = loss.Value(
            new LossInput(z, tensor(labels), targets)
            {
                TeacherLogits = v,
                // Two peers: the second answers as the first with the order of classes reversed.
                Peers = [v, v.flip(1)],
                IsPartlyLabelled = labels.Any(label => label < 0),
                Mixed = mixed is { } m ? (tensor(m.Labels), tensor(m.Shares)) : null,
            }
        );
        value.backward();
        return (value.item<float>(), z.grad!.data<float>().ToArray());
    }
}
